package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runs that came into another state in one turn, in order. */
final class Moves {
  /** A run that came into another state. */
  record Moved(Optional<Run> before, Run after) {}

  private final Turn turn;
  private final List<Moved> moved = new ArrayList<>();
  private int settled;

  Moves(Turn turn) {
    this.turn = turn;
  }

  List<Moved> all() {
    return moved;
  }

  /** A run was changed, or is new. */
  void note(Optional<Run> old, Run run) {
    noteAttempt(old, run);
    if (old.map(Run::state).equals(Optional.of(run.state()))) {
      return;
    }
    moved.add(new Moved(old, run));
    turn.effect(
        new ChronosEffect.Transition(
            run.job(),
            run.id(),
            old.map(Run::state),
            run.state(),
            run.reason(),
            turn.now.toEpochMilli() - run.countedFrom().toEpochMilli()));
  }

  private void noteAttempt(Optional<Run> old, Run run) {
    boolean open =
        old.flatMap(Run::attempt).filter(attempt -> !attempt.state().isTerminal()).isPresent();
    run.attempt()
        .filter(attempt -> open && attempt.state().isTerminal())
        .ifPresent(
            attempt -> turn.effect(new ChronosEffect.AttemptEnded(run.job(), run.id(), attempt)));
  }

  /** The next run of a graph that has ended in this turn and whose children know nothing of it. */
  Optional<Run> nextEnded() {
    while (settled < moved.size()) {
      Run run = moved.get(settled++).after();
      if (run.state().isTerminal() && run.dag().isPresent()) {
        return Optional.of(run);
      }
    }
    return Optional.empty();
  }
}
