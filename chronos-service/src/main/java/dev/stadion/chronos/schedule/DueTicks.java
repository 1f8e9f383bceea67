package dev.stadion.chronos.schedule;

import dev.stadion.chronos.schedule.Firing.SkippedTicks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ticks after one moment up to another, without those that a calendar excludes.
 *
 * @param after exclusive
 * @param upTo inclusive
 */
record DueTicks(Agenda agenda, Instant after, Instant upTo) {
  /** More groups than this become one row for each calendar (promises.md P3). */
  private static final int MOST_ROWS = 1_000;

  /** These ticks up to a moment. */
  DueTicks until(Instant time) {
    return new DueTicks(agenda, after, min(time, upTo));
  }

  /** These ticks after a moment. */
  DueTicks from(Instant time) {
    return new DueTicks(agenda, time.isAfter(after) ? time : after, upTo);
  }

  private static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  Optional<Instant> first() {
    return next(after);
  }

  private Optional<Instant> next(Instant time) {
    Optional<Instant> tick = agenda.after(time);
    while (tick.isPresent() && isIn(tick.get()) && agenda.exclusion(tick.get()).isPresent()) {
      tick = agenda.after(tick.get());
    }
    return tick.filter(this::isIn);
  }

  private boolean isIn(Instant tick) {
    return !tick.isAfter(upTo);
  }

  long count() {
    return agenda.hasExclusions() ? all().size() : agenda.count(after, upTo);
  }

  Optional<Instant> last() {
    if (agenda.hasExclusions()) {
      List<Instant> all = all();
      return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }
    return first().map(tick -> agenda.latest(tick, upTo));
  }

  /** The {@code n}-th, from 1, given that there are so many. */
  Instant nth(long n) {
    return agenda.hasExclusions() ? all().get(Math.toIntExact(n - 1)) : agenda.nth(after, n, upTo);
  }

  /** Each of them; only for as many as get runs, and where calendars need a look at each. */
  List<Instant> all() {
    List<Instant> all = new ArrayList<>();
    Optional<Instant> tick = first();
    while (tick.isPresent()) {
      all.add(tick.get());
      tick = next(tick.get());
    }
    return all;
  }

  Optional<TickRange> range() {
    return first().map(tick -> new TickRange(tick, last().orElseThrow(), count()));
  }

  /** What calendars exclude: neighbours share a row. */
  List<SkippedTicks> skipped() {
    List<SkippedTicks> groups = new ArrayList<>();
    if (!agenda.hasExclusions()) {
      return groups;
    }
    String open = "";
    Optional<Instant> tick = agenda.after(after).filter(this::isIn);
    while (tick.isPresent()) {
      String reason = agenda.exclusion(tick.get()).map(name -> "calendar:" + name).orElse("");
      if (!reason.isEmpty()) {
        add(groups, tick.get(), reason, reason.equals(open));
      }
      open = reason;
      tick = agenda.after(tick.get()).filter(this::isIn);
    }
    return groups;
  }

  private static void add(
      List<SkippedTicks> groups, Instant tick, String reason, boolean neighbour) {
    for (int i = groups.size() - 1; i >= 0; i--) {
      SkippedTicks group = groups.get(i);
      boolean last = i == groups.size() - 1;
      if (group.reason().equals(reason) && ((last && neighbour) || groups.size() >= MOST_ROWS)) {
        TickRange ticks = group.ticks();
        groups.set(
            i, new SkippedTicks(new TickRange(ticks.first(), tick, ticks.count() + 1), reason));
        return;
      }
    }
    groups.add(new SkippedTicks(new TickRange(tick, tick, 1), reason));
  }
}
