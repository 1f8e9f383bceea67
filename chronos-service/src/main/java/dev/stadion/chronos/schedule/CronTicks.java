package dev.stadion.chronos.schedule;

import dev.stadion.chronos.schedule.cron.CronExpression;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * A cron expression on the clocks of a zone (chronos.md §12.1, promises.md §4.4).
 *
 * <p>Under {@link CronDst#ONCE} a local time inside a gap is the first instant after the gap, and
 * one that comes twice is the first of the two. An expression with a free hour, and every one under
 * {@link CronDst#LITERAL}, fires whenever the clock on the wall shows a match.
 */
public record CronTicks(CronExpression expression, ZoneId zone, CronDst dst) implements Ticks {
  /** Whoever does not fire within so many years never will: a leap day on a weekday needs 28. */
  static final int HORIZON_YEARS = 28;

  @Override
  public Optional<Instant> after(Instant time) {
    ZoneRules rules = zone.getRules();
    ZoneOffset offset = rules.getOffset(time);
    LocalDateTime from =
        LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, offset).plusSeconds(1);
    int lastYear = Math.min(9999, from.getYear() + HORIZON_YEARS);
    Optional<Instant> tick;
    if (rules.isFixedOffset()) {
      tick = expression.from(from, lastYear).map(wall -> wall.toInstant(offset));
    } else if (dst == CronDst.LITERAL || expression.everyHour()) {
      tick = shown(rules, time, from, offset, lastYear);
    } else {
      tick = once(rules, time, from, lastYear);
    }
    return tick.filter(t -> !t.isAfter(END));
  }

  /** Goes from one change of the clocks to the next and reads off the wall between them. */
  private Optional<Instant> shown(
      ZoneRules rules, Instant time, LocalDateTime start, ZoneOffset first, int lastYear) {
    LocalDateTime from = start;
    ZoneOffset offset = first;
    ZoneOffsetTransition change = rules.nextTransition(time);
    while (true) {
      Optional<LocalDateTime> wall = expression.from(from, lastYear);
      if (wall.isEmpty()) {
        return Optional.empty();
      }
      Instant tick = wall.get().toInstant(offset);
      if (change == null || tick.isBefore(change.getInstant())) {
        return Optional.of(tick);
      }
      offset = change.getOffsetAfter();
      from = change.getDateTimeAfter();
      change = rules.nextTransition(change.getInstant());
    }
  }

  /** Goes from one matching local time to the next and asks when it is. */
  private Optional<Instant> once(ZoneRules rules, Instant time, LocalDateTime start, int lastYear) {
    LocalDateTime from = start;
    while (true) {
      Optional<LocalDateTime> wall = expression.from(from, lastYear);
      if (wall.isEmpty()) {
        return Optional.empty();
      }
      ZoneOffsetTransition change = rules.getTransition(wall.get());
      Instant tick = first(rules, wall.get(), change);
      if (tick.isAfter(time)) {
        return Optional.of(tick);
      }
      // Only the second pass of an overlap leads here: all of it has been.
      from =
          change != null && change.isOverlap()
              ? change.getDateTimeBefore()
              : wall.get().plusSeconds(1);
    }
  }

  private static Instant first(ZoneRules rules, LocalDateTime wall, ZoneOffsetTransition change) {
    if (change == null) {
      return wall.toInstant(rules.getOffset(wall));
    }
    return change.isGap() ? change.getInstant() : wall.toInstant(change.getOffsetBefore());
  }

  /** Counts whole days by multiplication, so that a year of seconds costs 365 looks. */
  @Override
  public long count(Instant time, Instant last) {
    ZoneRules rules = zone.getRules();
    LocalDate firstDay = time.atZone(zone).toLocalDate().plusDays(1);
    LocalDate lastDay = last.atZone(zone).toLocalDate();
    if (!firstDay.plusDays(1).isBefore(lastDay)) {
      return Ticks.super.count(time, last);
    }
    Instant from = before(firstDay);
    long count = Ticks.super.count(time, from);
    for (LocalDate day = firstDay; day.isBefore(lastDay); day = day.plusDays(1)) {
      Instant until = before(day.plusDays(1));
      if (!until.isAfter(from)) {
        continue; // a day that the zone skips; its tick is at the start of the next one
      }
      ZoneOffsetTransition change = rules.nextTransition(from);
      if (change != null && !change.getInstant().isAfter(until)) {
        count += Ticks.super.count(from, until);
      } else if (expression.matches(day)) {
        count += expression.timesPerDay();
      }
      from = until;
    }
    return count + Ticks.super.count(from, last);
  }

  private Instant before(LocalDate day) {
    return day.atStartOfDay(zone).toInstant().minus(1, ChronoUnit.MILLIS);
  }
}
