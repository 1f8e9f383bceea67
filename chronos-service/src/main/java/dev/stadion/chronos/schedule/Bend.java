package dev.stadion.chronos.schedule;

import dev.stadion.chronos.schedule.Timing.CalendarPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * What bends the ticks of a schedule: a {@link Timing} with its names resolved.
 *
 * @param first earlier ticks do not exist
 * @param last later ticks do not exist
 * @param shift how much later than its time each tick comes
 */
record Bend(
    ZoneId zone,
    Instant first,
    Instant last,
    Duration shift,
    List<Calendar> calendars,
    CalendarPolicy policy) {
  private static final Instant START = Instant.parse("0001-01-01T00:00:00Z");

  static final Bend NONE =
      new Bend(ZoneOffset.UTC, START, Ticks.END, Duration.ZERO, List.of(), CalendarPolicy.SKIP);

  /** A tick moves by so many days at most; one that would have to go further is skipped. */
  private static final int FARTHEST_DAYS = 62;

  Bend {
    calendars = List.copyOf(calendars);
  }

  /** The calendar that keeps this tick from firing; under the moving policies that is rare. */
  Optional<String> exclusion(Instant tick) {
    return calendars.isEmpty() ? Optional.empty() : excluding(tick.minus(shift));
  }

  private Optional<String> excluding(Instant time) {
    return calendars.stream()
        .filter(c -> c.excludes(time.atZone(c.zoneOr(zone)).toLocalDateTime()))
        .map(Calendar::name)
        .findFirst();
  }

  /** The first of the bent ticks strictly after {@code time}. */
  Optional<Instant> after(Ticks ticks, Instant time) {
    Instant plain = time.minus(shift);
    Optional<Instant> tick =
        calendars.isEmpty() || policy == CalendarPolicy.SKIP
            ? inside(ticks, plain)
            : moved(ticks, plain);
    return tick.map(t -> t.plus(shift)).filter(t -> !t.isAfter(Ticks.END));
  }

  private Optional<Instant> inside(Ticks ticks, Instant time) {
    Instant from = time.isBefore(first) ? first.minusMillis(1) : time;
    return ticks.after(from).filter(tick -> !tick.isAfter(last));
  }

  // ---- moving --------------------------------------------------------------------------------

  /**
   * Ticks move by whole days, so their order changes. The earliest one after {@code time} comes
   * from somewhere between the last day before it and the first day after it that no calendar
   * touches: nothing moves across such a day.
   */
  private Optional<Instant> moved(Ticks ticks, Instant time) {
    Instant from = policy == CalendarPolicy.NEXT ? clearDay(time, -1) : time;
    Optional<Instant> best = Optional.empty();
    Optional<Instant> tick = inside(ticks, from);
    Instant until = null;
    while (tick.isPresent() && (until == null || !tick.get().isAfter(until))) {
      Instant target = target(tick.get());
      if (target.isAfter(time) && (best.isEmpty() || target.isBefore(best.get()))) {
        best = Optional.of(target);
        until = policy == CalendarPolicy.NEXT ? target : clearDay(tick.get(), 1);
      }
      tick = inside(ticks, tick.get());
    }
    return best;
  }

  /** Where a tick goes; it stays when there is no room far and wide. */
  private Instant target(Instant tick) {
    ZonedDateTime wall = tick.atZone(zone);
    for (int days = 0; days <= FARTHEST_DAYS; days++) {
      long by = policy == CalendarPolicy.NEXT ? days : -days;
      Instant moved = wall.plusDays(by).toInstant();
      if (excluding(moved).isEmpty()) {
        return moved;
      }
    }
    return tick;
  }

  /** The border of the nearest untouched day, seen from {@code time}. */
  private Instant clearDay(Instant time, int direction) {
    LocalDate day = time.atZone(zone).toLocalDate();
    for (int days = 0; days <= FARTHEST_DAYS; days++) {
      day = day.plusDays(direction);
      if (isClear(day)) {
        break;
      }
    }
    LocalDate border = direction < 0 ? day : day.plusDays(1);
    return border.atStartOfDay(zone).toInstant().minusMillis(1);
  }

  private boolean isClear(LocalDate day) {
    for (Calendar calendar : calendars) {
      int around = calendar.zoneOr(zone).equals(zone) ? 0 : 1;
      for (int days = -around; days <= around; days++) {
        if (calendar.touches(day.plusDays(days))) {
          return false;
        }
      }
    }
    return true;
  }
}
