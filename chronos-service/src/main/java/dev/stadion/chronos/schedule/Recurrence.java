package dev.stadion.chronos.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The ticks of a schedule: tick <i>k</i> is the anchor plus <i>k</i> steps, computed from the
 * anchor each time so that nothing drifts (chronos.md §3.4, D-05).
 *
 * <p>Years to days are added on the wall clock of the zone and clamp to the end of the month; a
 * local time inside a DST gap moves forward by the gap, one that occurs twice is the first. Then
 * hours to seconds are added as elapsed time. Ticks never go back; where a whole day is skipped by
 * a zone two of them can be equal and count as one.
 *
 * @param local the wall clock of tick 0, in whole milliseconds
 */
public record Recurrence(LocalDateTime local, Instant anchor, ZoneId zone, Step step)
    implements Ticks {
  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

  static Recurrence from(ZonedDateTime anchor, Step step) {
    ZonedDateTime exact = anchor.truncatedTo(ChronoUnit.MILLIS);
    return new Recurrence(exact.toLocalDateTime(), exact.toInstant(), exact.getZone(), step);
  }

  /** Tick {@code k}, or empty when it lies beyond year 9999 or the step leads nowhere. */
  public Optional<Instant> tick(long k) {
    if (k == 0) {
      return Optional.of(anchor);
    }
    if (step.isZero()) {
      return Optional.empty();
    }
    try {
      Instant base = anchor;
      if (step.wallMonths() != 0 || step.wallDays() != 0) {
        LocalDateTime wall =
            local
                .plusMonths(Math.multiplyExact(k, step.wallMonths()))
                .plusDays(Math.multiplyExact(k, step.wallDays()));
        base = ZonedDateTime.ofLocal(wall, zone, null).toInstant();
      }
      Instant tick = base.plusMillis(Math.multiplyExact(k, step.elapsed().toMillis()));
      return tick.isAfter(END) ? Optional.empty() : Optional.of(tick);
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The smallest index whose tick is after {@code time}, or empty when there is none. */
  public OptionalLong firstAfter(Instant time) {
    long k = indexAfter(time);
    return tick(k).isPresent() ? OptionalLong.of(k) : OptionalLong.empty();
  }

  /** As {@link #firstAfter}; where there is none, one beyond the last. */
  private long indexAfter(Instant time) {
    if (anchor.isAfter(time)) {
      return 0;
    }
    if (step.isZero()) {
      return 1;
    }
    double steps = (time.toEpochMilli() - anchor.toEpochMilli()) / 1000.0 / step.averageSeconds();
    long k = Math.max(1, (long) steps);
    while (k > 1 && isAfter(k - 1, time)) {
      k--;
    }
    while (!isAfter(k, time)) {
      k++;
    }
    return k;
  }

  @Override
  public Optional<Instant> origin() {
    return Optional.of(anchor);
  }

  /** The tick before this one, or empty when it is the first. */
  Optional<Instant> before(Instant tick) {
    long k = indexAfter(tick.minusMillis(1));
    return k > 0 ? tick(k - 1) : Optional.empty();
  }

  @Override
  public Optional<Instant> after(Instant time) {
    return tick(indexAfter(time));
  }

  /** By the indexes where they can be trusted: two ticks can be one where a zone skips a day. */
  @Override
  public long count(Instant time, Instant last) {
    if (!last.isAfter(time)) {
      return 0;
    }
    boolean even =
        zone.getRules().isFixedOffset() || (step.wallMonths() == 0 && step.wallDays() == 0);
    return even ? indexAfter(last) - indexAfter(time) : Ticks.super.count(time, last);
  }

  /** The end of all ticks counts as after everything. */
  private boolean isAfter(long k, Instant time) {
    return tick(k).map(tick -> tick.isAfter(time)).orElse(true);
  }

  /** A tick in the form in which a schedule is printed (chronos.md §3.2). */
  public String print(Instant tick) {
    return TEXT.format(tick.atZone(zone));
  }
}
