package dev.stadion.chronos.schedule;

import dev.stadion.chronos.schedule.cron.CronDialect;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** What a user declared: at which times a job is to run. */
public sealed interface Schedule {
  /** The zone that the schedule itself names, when it does. */
  Optional<ZoneId> zone();

  /** An ISO-8601 repeating interval (chronos.md §3). */
  record Interval(RepeatingInterval interval) implements Schedule {
    @Override
    public Optional<ZoneId> zone() {
      return Optional.empty();
    }
  }

  /**
   * Cron expressions and macros; their ticks are one set (chronos.md §12.1).
   *
   * @param entries never empty
   * @param listed whether they were written as an array, even if there is only one
   */
  record Cron(
      List<CronEntry> entries, boolean listed, Optional<CronDialect> dialect, Optional<CronDst> dst)
      implements Schedule {
    public Cron {
      entries = List.copyOf(entries);
    }

    @Override
    public Optional<ZoneId> zone() {
      return entries.stream()
          .filter(CronEntry.Expression.class::isInstance)
          .flatMap(entry -> ((CronEntry.Expression) entry).zone().stream())
          .findFirst();
    }

    /** Whether every entry waits to be triggered by hand. */
    public boolean isManual() {
      return entries.stream().allMatch(CronEntry.Never.class::isInstance);
    }
  }
}
