package dev.stadion.chronos.persistence;

import dev.stadion.chronos.run.Run;

/** Values like others but for one thing. */
final class Copies {
  private Copies() {}

  static Run withId(Run run, long id) {
    return new Run(
        id,
        run.job(),
        run.incarnation(),
        run.generation(),
        run.trigger(),
        run.scheduledAt(),
        run.due(),
        run.coalesced(),
        run.place(),
        run.state(),
        run.reason(),
        run.createdAt(),
        run.queuedAt(),
        run.startedAt(),
        run.finishedAt(),
        run.attempts(),
        run.failures(),
        run.request(),
        run.timers(),
        run.dag(),
        run.attempt());
  }
}
