package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterState.Clock;
import java.time.Instant;
import java.util.Optional;
import org.pcollections.PSortedSet;

/** When the next state is to be looked at again. A part of {@link Draft} that lives as long. */
final class DraftAgenda {
  private final Instant now;
  private Optional<Clock> clock;
  private PSortedSet<Deadline> deadlines;

  DraftAgenda(MasterState before, Instant now) {
    this.now = now;
    this.clock = before.clock();
    this.deadlines = before.deadlines();
  }

  /** Empty before the first decision of a leader. */
  Optional<Clock> clock() {
    return clock;
  }

  void clock(Clock next) {
    clock = Optional.of(next);
  }

  /** The next agent may be given up then; absent means now. */
  Optional<Instant> nextRemoval() {
    return clock.flatMap(Clock::nextRemoval);
  }

  void nextRemoval(Instant at) {
    clock = clock.map(running -> running.removing(at));
  }

  PSortedSet<Deadline> deadlines() {
    return deadlines;
  }

  void await(Deadline deadline) {
    deadlines = deadlines.plus(deadline);
  }

  void cancel(Deadline deadline) {
    deadlines = deadlines.minus(deadline);
  }

  /** The earliest deadline that has passed, taken off the list. */
  Optional<Deadline> takeDue() {
    if (deadlines.isEmpty() || deadlines.first().at().isAfter(now)) {
      return Optional.empty();
    }
    Deadline due = deadlines.first();
    deadlines = deadlines.minus(due);
    return Optional.of(due);
  }
}
