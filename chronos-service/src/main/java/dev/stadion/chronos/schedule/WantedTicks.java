package dev.stadion.chronos.schedule;

import dev.stadion.chronos.schedule.Firing.SkippedTicks;
import dev.stadion.chronos.schedule.Firing.TickRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The ticks that are handled at once: nearly always those of one stretch of time, and of several
 * when pauses left out what lies between.
 *
 * @param parts in order, without ticks in common
 */
record WantedTicks(List<DueTicks> parts) {
  WantedTicks {
    parts = List.copyOf(parts);
  }

  static WantedTicks of(Agenda agenda, List<Stretch> stretches) {
    return new WantedTicks(
        stretches.stream()
            .map(stretch -> new DueTicks(agenda, stretch.after(), stretch.upTo()))
            .toList());
  }

  WantedTicks until(Instant time) {
    return each(part -> part.until(time));
  }

  WantedTicks from(Instant time) {
    return each(part -> part.from(time));
  }

  private WantedTicks each(UnaryOperator<DueTicks> change) {
    return new WantedTicks(parts.stream().map(change).toList());
  }

  long count() {
    long count = 0;
    for (DueTicks part : parts) {
      count += part.count();
    }
    return count;
  }

  Optional<Instant> first() {
    return parts.stream().flatMap(part -> part.first().stream()).findFirst();
  }

  private Optional<Instant> last() {
    return parts.reversed().stream().flatMap(part -> part.last().stream()).findFirst();
  }

  /** The {@code n}-th, from 1, given that there are so many. */
  Instant nth(long n) {
    long left = n;
    for (DueTicks part : parts) {
      long count = part.count();
      if (left <= count) {
        return part.nth(left);
      }
      left -= count;
    }
    throw new IllegalArgumentException("there is no tick " + n);
  }

  /** One for each part that has ticks. */
  List<TickRange> ranges() {
    return parts.stream().flatMap(part -> part.range().stream()).toList();
  }

  /** One run for each. */
  List<TickRun> runs() {
    return parts.stream()
        .flatMap(part -> part.all().stream())
        .map(tick -> new TickRun(tick, List.of()))
        .toList();
  }

  /** One run for all. */
  List<TickRun> oneRun() {
    return last()
        .map(newest -> List.of(new TickRun(newest, until(newest.minusMillis(1)).ranges())))
        .orElse(List.of());
  }

  /** What calendars exclude. */
  List<SkippedTicks> skipped() {
    return parts.stream().flatMap(part -> part.skipped().stream()).toList();
  }
}
