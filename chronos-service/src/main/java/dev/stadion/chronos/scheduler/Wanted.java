package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Request;
import dev.stadion.chronos.run.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A run that is about to be made.
 *
 * @param stands how many ticks or triggers it stands for
 * @param priority what is wanted instead of the job's own
 * @param launchBy after this it is missed (chronos.md §4.4)
 * @param graph whether a root's run opens a run of its graph (B-56)
 */
record Wanted(
    Trigger trigger,
    Instant scheduledAt,
    int stands,
    Request request,
    OptionalInt priority,
    Optional<Instant> launchBy,
    boolean graph) {

  /** By a tick. */
  static Wanted tick(Instant tick, int stands, Optional<Instant> launchBy) {
    return new Wanted(
        Trigger.SCHEDULE, tick, stands, Request.NONE, OptionalInt.empty(), launchBy, true);
  }

  /** By its parents' success. */
  static Wanted after(List<Long> parentRuns, Instant now) {
    return new Wanted(
        Trigger.DEPENDENCY,
        now,
        1,
        Request.after(parentRuns),
        OptionalInt.empty(),
        Optional.empty(),
        false);
  }

  /** By a user. */
  static Wanted by(Trigger trigger, Instant scheduledAt, Request request) {
    return new Wanted(
        trigger, scheduledAt, 1, request, OptionalInt.empty(), Optional.empty(), false);
  }

  Wanted with(OptionalInt wish, boolean withChildren) {
    return new Wanted(trigger, scheduledAt, stands, request, wish, launchBy, withChildren);
  }
}
