package dev.stadion.offerclient;

/** Where a client's events go. */
@FunctionalInterface
public interface SchedulerListener {
  /**
   * Called by one thread at a time, in the order of the stream. While it runs nothing else is read
   * from the master, so hand the event on and return. It must not throw: an exception is logged as
   * a bug and the event is lost.
   */
  void on(SchedulerEvent event);
}
