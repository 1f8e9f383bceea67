package dev.stadion.chronos.schedule;

import dev.stadion.chronos.schedule.Timing.CalendarPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * All ticks of a job: those of its schedule, bent by what its timing says. A pure function of what
 * was declared; where the job stands in it is told by {@link Timetable}.
 */
public record Agenda(Ticks ticks, Bend bend) {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int LOOKS = 20;

  /** An agenda that nothing bends. */
  public static Agenda plain(Ticks ticks) {
    return new Agenda(ticks, Bend.NONE);
  }

  /**
   * @param job whose name decides how far jitter shifts
   * @param calendars those that the timing names, as far as they exist
   */
  public static Agenda of(
      Ticks ticks,
      Timing timing,
      ZoneId zone,
      String job,
      Function<String, Optional<Calendar>> calendars) {
    if (timing.equals(Timing.PLAIN)) {
      return plain(ticks);
    }
    List<Calendar> known = new ArrayList<>();
    timing.calendars().forEach(name -> calendars.apply(name).ifPresent(known::add));
    return new Agenda(
        ticks,
        new Bend(
            zone,
            timing.notBefore().map(Moment::time).orElse(Bend.NONE.first()),
            timing.notAfter().map(Moment::time).orElse(Bend.NONE.last()),
            timing.jitter().map(span -> shift(job, span)).orElse(Duration.ZERO),
            known,
            timing.calendarPolicy().orElse(CalendarPolicy.SKIP)));
  }

  /** The ticks that a schedule means for a job that was posted then. */
  public static Ticks ticks(Schedule schedule, Optional<ZoneId> zone, Instant posted) {
    return switch (schedule) {
      case Schedule.Interval(var interval) -> interval.recurrence(zone, posted);
      case Schedule.Cron cron ->
          Ticks.of(
              cron.entries().stream()
                  .map(entry ->
                      entry.ticks(
                          zone.orElse(ZoneOffset.UTC), cron.dst().orElse(CronDst.ONCE), posted))
                  .toList());
    };
  }

  /** Always the same for one name, and spread evenly over names (B-04). */
  private static Duration shift(String job, Span jitter) {
    long hash = FNV_OFFSET;
    for (byte b : job.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    long range = Math.max(1, jitter.length().toMillis());
    return Duration.ofMillis(Long.remainderUnsigned(hash, range));
  }

  /** No schedule is silent for longer. */
  private static final Duration FARTHEST = Duration.ofDays(366 * 28);

  /** The first tick strictly after {@code time}, whether a calendar excludes it or not. */
  public Optional<Instant> after(Instant time) {
    return bend == Bend.NONE ? ticks.after(time) : bend.after(ticks, time);
  }

  /** The calendar that keeps this tick from firing, when one does. */
  public Optional<String> exclusion(Instant tick) {
    return bend.exclusion(tick);
  }

  /** Whether some ticks may be excluded. */
  boolean hasExclusions() {
    return !bend.calendars().isEmpty();
  }

  /** How many ticks lie after {@code time}, up to and including {@code last}. */
  long count(Instant time, Instant last) {
    if (bend == Bend.NONE) {
      return ticks.count(time, last);
    }
    if (bend.calendars().isEmpty()) {
      Instant from = max(time.minus(bend.shift()), bend.first().minusMillis(1));
      Instant until = last.minus(bend.shift());
      return ticks.count(from, until.isAfter(bend.last()) ? bend.last() : until);
    }
    long count = 0;
    Optional<Instant> tick = after(time);
    while (tick.isPresent() && !tick.get().isAfter(last)) {
      count++;
      tick = after(tick.get());
    }
    return count;
  }

  private static Instant max(Instant a, Instant b) {
    return a.isBefore(b) ? b : a;
  }

  /**
   * The ticks from one moment until before another that no calendar excludes; empty when there are
   * more than so many, or so many more that calendars exclude that nobody should count them.
   */
  public Optional<List<Instant>> between(Instant from, Instant to, int most) {
    List<Instant> between = new ArrayList<>();
    Optional<Instant> tick = after(from.minusMillis(1)).filter(t -> t.isBefore(to));
    // A calendar may exclude all of them, and then the search must end, too.
    for (int looks = 0; tick.isPresent(); looks++) {
      if (looks == LOOKS * most || between.size() > most) {
        return Optional.empty();
      }
      tick.filter(t -> exclusion(t).isEmpty()).ifPresent(between::add);
      tick = after(tick.get()).filter(t -> t.isBefore(to));
    }
    return between.size() > most ? Optional.empty() : Optional.of(between);
  }

  /** The last tick up to {@code now}, given one that is not after it. */
  Instant latest(Instant tick, Instant now) {
    // after(x) <= now holds for all x before the last tick and for none from it on.
    long low = tick.toEpochMilli() - 1;
    long high = now.toEpochMilli();
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      if (isUpTo(after(Instant.ofEpochMilli(middle)), now)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return after(Instant.ofEpochMilli(low)).orElse(tick);
  }

  /** The last tick before this one, or empty when it is the first. */
  Optional<Instant> before(Instant tick) {
    if (ticks instanceof Recurrence interval) {
      return interval
          .before(tick.minus(bend.shift()))
          .map(plain -> plain.plus(bend.shift()))
          .filter(before -> !before.isBefore(bend.first()));
    }
    // Step back ever farther until there is one, then take the last of those that lie between.
    for (Duration step = Duration.ofSeconds(1);
        step.compareTo(FARTHEST) <= 0;
        step = step.multipliedBy(4)) {
      Optional<Instant> earlier = after(tick.minus(step)).filter(t -> t.isBefore(tick));
      if (earlier.isPresent()) {
        return Optional.of(latest(earlier.get(), tick.minusMillis(1)));
      }
    }
    return Optional.empty();
  }

  private static boolean isUpTo(Optional<Instant> tick, Instant now) {
    return tick.isPresent() && !tick.get().isAfter(now);
  }

  /** The {@code n}-th tick after {@code time}, given that there are at least so many. */
  Instant nth(Instant time, long n, Instant last) {
    long low = time.toEpochMilli();
    long high = last.toEpochMilli();
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      if (count(time, Instant.ofEpochMilli(middle)) >= n) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Instant.ofEpochMilli(high);
  }

  /** How far the ticks come after their time on the schedule. */
  Duration shift() {
    return bend.shift();
  }

  /** Whether the declaration says when the ticks end. */
  boolean isBounded() {
    return bend.last().isBefore(Ticks.END);
  }
}
