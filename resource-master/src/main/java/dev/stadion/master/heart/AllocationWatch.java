package dev.stadion.master.heart;

/**
 * Watches how long it takes to find takers for what is free. The heart knows no clock; whoever
 * watches has one.
 */
@FunctionalInterface
public interface AllocationWatch {
  /** Looks away. */
  AllocationWatch NONE = Runnable::run;

  /**
   * Runs {@code pass} once, on the calling thread, which is the one that decides.
   *
   * @param pass everything that one decision offers
   */
  void run(Runnable pass);
}
