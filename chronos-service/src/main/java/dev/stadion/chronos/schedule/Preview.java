package dev.stadion.chronos.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The ticks that would fire if nobody were ever late (chronos.md §12.2).
 *
 * @param fireTimes in ascending order
 * @param excluded ticks that a calendar keeps free, up to the last fire time
 */
public record Preview(List<Instant> fireTimes, List<Excluded> excluded) {
  public static final Preview NOTHING = new Preview(List.of(), List.of());

  /** So many excluded ticks in a row are looked at; a calendar may exclude everything. */
  private static final int MOST_EXCLUDED = 10_000;

  public Preview {
    fireTimes = List.copyOf(fireTimes);
    excluded = List.copyOf(excluded);
  }

  /** A tick that does not fire, and the calendar that keeps it free. */
  public record Excluded(Instant tick, String calendar) {}

  /**
   * The first {@code count} ticks from a moment on.
   *
   * @param from before the position of the timetable the past is shown, as it was to be
   * @param now what was due by then, and before {@code from}, is taken as fired
   */
  public static Preview of(
      Timetable timetable, FiringRule rule, Instant now, Instant from, int count) {
    Instant before = from.minusMillis(1);
    Timetable standing = timetable.fire(rule, now.isBefore(before) ? now : before).after();
    if (hasPast(timetable, before)) {
      return of(timetable.agenda(), before, OptionalLong.empty(), count);
    }
    if (before.isBefore(standing.handled())) {
      return of(standing.agenda(), standing.handled(), standing.repeatsLeft(), count);
    }
    return of(standing.agenda(), before, left(standing, before), count);
  }

  /** Whether ticks that have their outcome already lie after {@code before}. */
  private static boolean hasPast(Timetable timetable, Instant before) {
    Instant handled = timetable.touched() ? timetable.handled().plusMillis(1) : timetable.handled();
    return before.isBefore(handled)
        && timetable.agenda().after(before).filter(tick -> tick.isBefore(handled)).isPresent();
  }

  /** What ticks before a moment leave of the repeats. */
  private static OptionalLong left(Timetable standing, Instant before) {
    if (standing.repeatsLeft().isEmpty()) {
      return OptionalLong.empty();
    }
    long left = standing.repeatsLeft().getAsLong();
    var between = new DueTicks(standing.agenda(), standing.handled(), before);
    if (!standing.agenda().hasExclusions()) {
      return OptionalLong.of(Math.max(0, left - between.count()));
    }
    Optional<Instant> tick = between.first();
    while (tick.isPresent() && left > 0) {
      left--;
      tick = between.from(tick.get()).first();
    }
    return OptionalLong.of(left);
  }

  private static Preview of(Agenda agenda, Instant after, OptionalLong left, int count) {
    List<Instant> fires = new ArrayList<>();
    List<Excluded> excluded = new ArrayList<>();
    long most = Math.min(count, left.orElse(count));
    Optional<Instant> tick = agenda.after(after);
    while (tick.isPresent() && fires.size() < most && excluded.size() < MOST_EXCLUDED) {
      Instant at = tick.get();
      agenda
          .exclusion(at)
          .ifPresentOrElse(
              calendar -> excluded.add(new Excluded(at, calendar)), () -> fires.add(at));
      tick = agenda.after(at);
    }
    return new Preview(fires, excluded);
  }
}
