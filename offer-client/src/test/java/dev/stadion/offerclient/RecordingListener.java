package dev.stadion.offerclient;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a client tells, for a test to wait for. */
final class RecordingListener implements SchedulerListener {
  private final BlockingQueue<SchedulerEvent> events = new LinkedBlockingQueue<>();

  @Override
  public void on(SchedulerEvent event) {
    events.add(event);
  }

  SchedulerEvent next() {
    try {
      SchedulerEvent event = events.poll(10, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event came");
      }
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  <E extends SchedulerEvent> E next(Class<E> type) {
    SchedulerEvent event = next();
    if (!type.isInstance(event)) {
      throw new AssertionError("expected " + type.getSimpleName() + ", got " + event);
    }
    return type.cast(event);
  }

  boolean isEmpty() {
    return events.isEmpty();
  }
}
