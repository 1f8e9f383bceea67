package dev.stadion.chronos.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a job stands in its schedule. The position only moves forward, so a clock that is set back
 * repeats nothing (promises.md §4.3).
 *
 * @param written the schedule as the user wrote it
 * @param next index of the next tick to handle
 * @param repeatsLeft empty means for ever
 * @param touched a tick was handled, so the schedule is printed anew (chronos.md §3.2)
 */
public record Timetable(
    String written, Recurrence recurrence, long next, OptionalLong repeatsLeft, boolean touched) {

  /** The start of a newly posted schedule. */
  public static Timetable start(RepeatingInterval interval, Recurrence recurrence) {
    return new Timetable(interval.text(), recurrence, 0, interval.repeats(), false);
  }

  /** The next tick, or empty when none is left. */
  public Optional<Instant> nextDue() {
    return isExhausted() ? Optional.empty() : recurrence.tick(next);
  }

  public boolean isExhausted() {
    return repeatsLeft.isPresent() && repeatsLeft.getAsLong() == 0;
  }

  /**
   * What becomes of the ticks up to now; every one of them gets exactly one outcome.
   *
   * @param after the position from then on
   * @param run the tick to run, when there is one
   * @param coalesced older ticks that this run stands for as well
   * @param missed ticks that are too old for the job's epsilon
   */
  public record Firing(
      Timetable after,
      Optional<Instant> run,
      Optional<TickRange> coalesced,
      Optional<TickRange> missed) {}

  /** Handles all ticks up to {@code now} (chronos.md §4.4); nothing is due: nothing changes. */
  public Firing fire(Optional<Duration> epsilon, Instant now) {
    Optional<Instant> due = nextDue();
    if (due.isEmpty() || due.get().isAfter(now)) {
      return new Firing(this, Optional.empty(), Optional.empty(), Optional.empty());
    }
    long last = lastUpTo(now);
    return epsilon.map(limit -> fireWithin(limit, last, now)).orElseGet(() -> coalesce(last));
  }

  /** All ticks become one run, which takes one repeat (the rule of Chronos 3). */
  private Firing coalesce(long last) {
    return new Firing(
        moved(last, 1), recurrence.tick(last), range(next, last - 1), Optional.empty());
  }

  /** Ticks beyond epsilon are missed, the others become one run; each takes a repeat. */
  private Firing fireWithin(Duration epsilon, long passed, Instant now) {
    long last =
        repeatsLeft.isPresent() ? Math.min(passed, next + repeatsLeft.getAsLong() - 1) : passed;
    // A tick is missed when tick + epsilon < now, so this one millisecond decides.
    Instant tooOld = now.minus(epsilon).minusMillis(1);
    long firstGood = Math.max(next, recurrence.firstAfter(tooOld).orElse(last + 1));
    Timetable after = moved(last, last - next + 1);
    if (firstGood > last) {
      return new Firing(after, Optional.empty(), Optional.empty(), range(next, last));
    }
    return new Firing(
        after, recurrence.tick(last), range(firstGood, last - 1), range(next, firstGood - 1));
  }

  private Timetable moved(long last, long taken) {
    OptionalLong left =
        repeatsLeft.isPresent()
            ? OptionalLong.of(Math.max(0, repeatsLeft.getAsLong() - taken))
            : repeatsLeft;
    // Where a zone skips a day two ticks are one instant; it fires once.
    long following =
        recurrence.tick(last).map(t -> recurrence.firstAfter(t)).orElseThrow().orElse(last + 1);
    return new Timetable(written, recurrence, following, left, true);
  }

  private long lastUpTo(Instant now) {
    OptionalLong after = recurrence.firstAfter(now);
    if (after.isPresent()) {
      return after.getAsLong() - 1;
    }
    long last = next;
    while (recurrence.tick(last + 1).isPresent()) {
      last++;
    }
    return last;
  }

  private Optional<TickRange> range(long from, long to) {
    if (from > to) {
      return Optional.empty();
    }
    return Optional.of(
        new TickRange(
            recurrence.tick(from).orElseThrow(), recurrence.tick(to).orElseThrow(), to - from + 1));
  }

  /** The schedule as it is shown: as written until its first tick, then with the next one. */
  public String print() {
    if (!touched) {
      return written;
    }
    String repeats = repeatsLeft.isPresent() ? "R" + repeatsLeft.getAsLong() : "R";
    Instant shown =
        recurrence.tick(next).or(() -> recurrence.tick(next - 1)).orElse(recurrence.anchor());
    return repeats + "/" + recurrence.print(shown) + "/" + recurrence.step();
  }
}
