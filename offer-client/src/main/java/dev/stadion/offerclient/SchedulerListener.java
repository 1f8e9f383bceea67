package dev.stadion.offerclient;

import java.util.List;

/** Where a client's events go. */
@FunctionalInterface
public interface SchedulerListener {
  /**
   * Called by one thread at a time, in the order of the stream. While it runs nothing else is read
   * from the master, so hand the event on and return. It must not throw: an exception is logged as
   * a bug and the event is lost.
   */
  void on(SchedulerEvent event);

  /**
   * Called instead of {@link #on} with events that came together, in their order: what an update
   * makes necessary can often be done with the offer right behind it. Here they are heard one by
   * one, each even if one before it failed.
   */
  default void onAll(List<SchedulerEvent> events) {
    RuntimeException failure = null;
    for (SchedulerEvent event : events) {
      try {
        on(event);
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
