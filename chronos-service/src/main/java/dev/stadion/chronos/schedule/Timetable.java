package dev.stadion.chronos.schedule;

import dev.stadion.chronos.schedule.Firing.TickRun;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a job stands in its agenda. Only the end of a pause moves the position back, and never
 * before what a pause has held: a clock that is set back repeats nothing (promises.md §4.3).
 *
 * @param handled every tick up to this moment has its outcome
 * @param next the next tick to handle, or empty when the agenda has no more; follows from the rest
 * @param repeatsLeft empty means for ever
 * @param touched a tick was handled, so the schedule is printed anew (chronos.md §3.2)
 * @param held ticks before the position that pauses have kept from firing and that may still be
 *     wanted; once they are, the position is before them, and this says which are left out
 */
public record Timetable(
    Agenda agenda,
    Instant handled,
    Optional<Instant> next,
    OptionalLong repeatsLeft,
    boolean touched,
    Optional<Held> held) {
  private static final DateTimeFormatter NEXT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** The position from which all ticks after {@code handled} are still to come. */
  public static Timetable at(
      Agenda agenda, Instant handled, OptionalLong repeatsLeft, boolean touched) {
    return at(agenda, handled, repeatsLeft, touched, Optional.empty());
  }

  /** The same with ticks that pauses have held. */
  public static Timetable at(
      Agenda agenda,
      Instant handled,
      OptionalLong repeatsLeft,
      boolean touched,
      Optional<Held> held) {
    return new Timetable(agenda, handled, agenda.after(handled), repeatsLeft, touched, held);
  }

  /**
   * The start of a newly posted schedule. An interval is due from its start on, even a past one
   * (chronos.md §4.1); cron is due from the POST on.
   */
  public static Timetable start(Schedule schedule, Agenda agenda, Instant posted) {
    return switch (schedule) {
      case Schedule.Interval(var interval) -> start(interval, agenda);
      case Schedule.Cron _ -> at(agenda, posted, OptionalLong.empty(), false);
    };
  }

  private static Timetable start(RepeatingInterval interval, Agenda agenda) {
    Instant anchor = ((Recurrence) agenda.ticks()).anchor();
    return at(agenda, anchor.minusMillis(1), interval.repeats(), false);
  }

  /** The same position after the agenda was bent otherwise. */
  public Timetable with(Agenda changed) {
    return at(changed, handled, repeatsLeft, touched, held);
  }

  /** The next tick, or empty when none is left. */
  public Optional<Instant> nextDue() {
    return isUsedUp() ? Optional.empty() : next;
  }

  private boolean isUsedUp() {
    return repeatsLeft.isPresent() && repeatsLeft.getAsLong() == 0;
  }

  /** Whether no tick will come because the repeats or the ticks have come to an end. */
  public boolean isExhausted() {
    return isUsedUp() || isOver();
  }

  /**
   * Whether the declaration itself says that the ticks have ended (B-03). An interval without
   * repeats left is used up but not over, and what is never due by itself cannot end.
   */
  public boolean isOver() {
    boolean ends = agenda.isBounded() || !(agenda.ticks() instanceof Recurrence);
    return ends && next.isEmpty() && !(agenda.ticks() instanceof Ticks.None);
  }

  /** The anchor of an interval: it does not change while the job stands in its agenda. */
  public Optional<Recurrence> recurrence() {
    return agenda.ticks() instanceof Recurrence recurrence
        ? Optional.of(recurrence)
        : Optional.empty();
  }

  // ---- firing --------------------------------------------------------------------------------

  /** Handles all ticks up to {@code now} (chronos.md §12.4); nothing is due: nothing changes. */
  public Firing fire(FiringRule rule, Instant now) {
    Optional<Instant> due = nextDue();
    if (due.isEmpty() || due.get().isAfter(now)) {
      return new Firing(this, List.of(), List.of(), List.of());
    }
    Instant last = agenda.latest(due.get(), now);
    WantedTicks all = WantedTicks.of(agenda, new Stretch(handled, last).without(unwanted()));
    Optional<Instant> end = endOfRepeats(all, rule);
    WantedTicks ticks = end.map(all::until).orElse(all);
    List<TickRange> missed = new ArrayList<>();
    WantedTicks good = ticks;
    if (rule.epsilon().isPresent()) {
      // A tick is missed when tick + epsilon < now, so this one millisecond decides.
      Instant tooOld = now.minus(rule.epsilon().get()).minusMillis(1);
      missed.addAll(ticks.until(tooOld).ranges());
      good = ticks.from(tooOld);
    }
    List<TickRun> runs = runs(good, rule, now, missed);
    long taken = rule.epsilon().isPresent() ? ticks.count() : runs.size();
    return new Firing(
        moved(end.orElse(last), taken, Optional.empty()), runs, missed, ticks.skipped());
  }

  private List<Stretch> unwanted() {
    return held.map(Held::unwanted).orElse(List.of());
  }

  /** With epsilon every tick takes a repeat, so there are no more ticks than repeats. */
  private Optional<Instant> endOfRepeats(WantedTicks ticks, FiringRule rule) {
    if (repeatsLeft.isEmpty() || rule.epsilon().isEmpty()) {
      return Optional.empty();
    }
    long left = repeatsLeft.getAsLong();
    return ticks.count() > left ? Optional.of(ticks.nth(left)) : Optional.empty();
  }

  private List<TickRun> runs(
      WantedTicks ticks, FiringRule rule, Instant now, List<TickRange> missed) {
    Instant old = now.minus(rule.threshold()).minusMillis(1);
    long count = ticks.count();
    boolean onTime = count == 1 && ticks.first().orElseThrow().isAfter(old);
    if (count == 0 || onTime || rule.policy() == Misfire.Policy.COALESCE) {
      return ticks.oneRun();
    }
    WantedTicks wanted = ticks;
    if (rule.policy() == Misfire.Policy.SKIP) {
      missed.addAll(ticks.until(old).ranges());
      wanted = ticks.from(old);
    }
    long surplus = wanted.count() - rule.maxCatchup();
    if (surplus > 0) {
      Instant last = wanted.nth(surplus);
      missed.addAll(wanted.until(last).ranges());
      wanted = wanted.from(last);
    }
    List<TickRun> runs = wanted.runs();
    return repeatsLeft.isPresent() && runs.size() > repeatsLeft.getAsLong()
        ? runs.subList(0, (int) repeatsLeft.getAsLong())
        : runs;
  }

  private Timetable moved(Instant last, long taken, Optional<Held> keeps) {
    OptionalLong left =
        repeatsLeft.isPresent()
            ? OptionalLong.of(Math.max(0, repeatsLeft.getAsLong() - taken))
            : repeatsLeft;
    return at(agenda, last, left, true, keeps);
  }

  // ---- pauses --------------------------------------------------------------------------------

  /** Leaves out all ticks up to {@code now} without using up repeats: a pause holds them. */
  public PassedOver passOver(Instant now) {
    Optional<Instant> due = nextDue();
    if (due.isEmpty() || due.get().isAfter(now)) {
      return new PassedOver(this, List.of());
    }
    Instant last = agenda.latest(due.get(), now);
    // Those that an earlier pause had held were skipped by it.
    List<TickRange> ticks =
        new Stretch(handled, last)
            .without(unwanted()).stream().flatMap(stretch -> all(stretch).stream()).toList();
    return new PassedOver(moved(last, 0, held.or(() -> Optional.of(Held.since(handled)))), ticks);
  }

  private Optional<TickRange> all(Stretch stretch) {
    return agenda
        .after(stretch.after())
        .filter(tick -> !tick.isAfter(stretch.upTo()))
        .map(first ->
            new TickRange(
                first,
                agenda.latest(first, stretch.upTo()),
                agenda.count(stretch.after(), stretch.upTo())));
  }

  /** What {@link #passOver} left out, earliest first. */
  public record PassedOver(Timetable after, List<TickRange> ticks) {
    public PassedOver {
      ticks = List.copyOf(ticks);
    }
  }

  /** A pause has ended, and nobody wants what it held. */
  public Timetable waive(Stretch pause) {
    return held.isPresent()
        ? at(agenda, handled, repeatsLeft, touched, Optional.of(held.get().without(pause)))
        : this;
  }

  /** Nothing holds the job any more: those ticks that are wanted after all are due again. */
  public BroughtBack bringBack() {
    List<Stretch> wanted =
        held.map(ticks -> ticks.wanted(handled)).orElse(List.of()).stream()
            .filter(stretch -> all(stretch).isPresent())
            .toList();
    return wanted.isEmpty()
        ? new BroughtBack(free(), List.of())
        : new BroughtBack(at(agenda, held.get().since(), repeatsLeft, touched, held), wanted);
  }

  /** What {@link #bringBack} made due again, earliest first. */
  public record BroughtBack(Timetable after, List<Stretch> wanted) {
    public BroughtBack {
      wanted = List.copyOf(wanted);
    }
  }

  /** The same position, with nothing before it that may still be wanted. */
  public Timetable free() {
    return held.isPresent() ? at(agenda, handled, repeatsLeft, touched) : this;
  }

  /** The tick before this one, where the data of its interval begin (chronos.md B-32). */
  public Optional<Instant> before(Instant tick) {
    return agenda.before(tick);
  }

  // ---- showing -------------------------------------------------------------------------------

  /** An interval as the server prints it, with what is left of its repeats (chronos.md §3.2). */
  public String print() {
    Recurrence interval = recurrence().orElseThrow();
    String repeats = repeatsLeft.isPresent() ? "R" + repeatsLeft.getAsLong() : "R";
    // The plain tick: what is sent back to us must not be shifted twice.
    Instant before = handled.minus(agenda.shift());
    Instant shown = interval.after(before).orElse(before);
    return repeats + "/" + interval.print(shown) + "/" + interval.step();
  }

  /** The next tick in the form of an interval, for readers who know nothing else (B-05). */
  public String printNext() {
    return next.map(tick -> "R/" + NEXT.format(tick) + "/P").orElse("R0//P");
  }
}
