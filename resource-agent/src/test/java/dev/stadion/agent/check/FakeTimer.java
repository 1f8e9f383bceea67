package dev.stadion.agent.check;

import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes only when a test says so. */
final class FakeTimer implements CheckTimer, MonotonicClock {
  private record Entry(long at, Runnable what) {}

  private final List<Entry> entries = new ArrayList<>();
  private long now;

  @Override
  public Appointment after(Duration pause, Runnable what) {
    var entry = new Entry(now + pause.toNanos(), what);
    entries.add(entry);
    return () -> entries.remove(entry);
  }

  @Override
  public long nanos() {
    return now;
  }

  int appointments() {
    return entries.size();
  }

  void pass(double seconds) {
    long until = now + (long) (seconds * 1e9);
    while (true) {
      Entry next =
          entries.stream()
              .filter(entry -> entry.at() <= until)
              .min(Comparator.comparingLong(Entry::at))
              .orElse(null);
      if (next == null) {
        break;
      }
      entries.remove(next);
      now = next.at();
      next.what().run();
    }
    now = until;
  }
}
