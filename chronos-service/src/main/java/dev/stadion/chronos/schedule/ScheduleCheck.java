package dev.stadion.chronos.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Looks for mistakes in a schedule that can be read but cannot be meant (chronos.md §12.1). */
public final class ScheduleCheck {
  private static final int TICKS = 100;

  private ScheduleCheck() {}

  /** An expression for a date that does not exist, in words. */
  public static Optional<String> neverFires(Schedule schedule, ZoneId zone, Instant now) {
    if (!(schedule instanceof Schedule.Cron cron)) {
      return Optional.empty();
    }
    return cron.entries().stream()
        .filter(CronEntry.Expression.class::isInstance)
        .filter(entry -> entry.ticks(zone, CronDst.ONCE, now).after(now).isEmpty())
        .map(entry ->
            "'%s' never fires within %d years".formatted(entry.text(), CronTicks.HORIZON_YEARS))
        .findFirst();
  }

  /** Jitter that could reach the next tick, in words. */
  public static Optional<String> tooMuchJitter(
      Schedule schedule, ZoneId zone, Timing timing, Instant now) {
    if (timing.jitter().isEmpty()) {
      return Optional.empty();
    }
    Duration jitter = timing.jitter().get().length();
    Ticks ticks = Agenda.ticks(schedule, Optional.of(zone), now);
    List<Instant> next = ticks.stream(now.minusMillis(1)).limit(TICKS).toList();
    for (int i = 1; i < next.size(); i++) {
      if (Duration.between(next.get(i - 1), next.get(i)).compareTo(jitter) <= 0) {
        return Optional.of("jitter must be shorter than the time between two ticks");
      }
    }
    return Optional.empty();
  }
}
