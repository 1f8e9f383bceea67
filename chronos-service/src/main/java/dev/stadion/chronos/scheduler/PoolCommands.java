package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.scheduler.ChronosOutcome.Conflict;
import dev.stadion.chronos.scheduler.ChronosOutcome.Done;
import dev.stadion.chronos.scheduler.ChronosOutcome.NotFound;
import java.util.List;
import java.util.Optional;

/** Pools come, change and go (chronos.md B-41, B-42). */
final class PoolCommands {
  private static final int MOST_SHOWN = 10;

  private PoolCommands() {}

  static void put(Turn turn, Pool pool) {
    turn.commons(
        turn.commons().with(pool), new ChronosChange.PoolStored(pool.name(), Optional.of(pool)));
  }

  static ChronosOutcome delete(Turn turn, String name) {
    if (!turn.commons().pools().containsKey(name)) {
      return new NotFound("Pool '" + name + "' not found");
    }
    List<String> users =
        turn.jobs().stream()
            .filter(job -> job.job().options().queueing().pool().equals(Optional.of(name)))
            .map(JobState::name)
            .limit(MOST_SHOWN)
            .toList();
    if (!users.isEmpty()) {
      return new Conflict("the pool is used by " + String.join(", ", users));
    }
    turn.commons(
        turn.commons().withoutPool(name), new ChronosChange.PoolStored(name, Optional.empty()));
    return new Done();
  }

  /** What is wrong with the pool of a job. */
  static Optional<Problem> problemWith(Job job, Turn turn) {
    return job.options()
        .queueing()
        .pool()
        .filter(name -> !name.equals(Pool.UNLIMITED))
        .filter(name -> !turn.commons().pools().containsKey(name))
        .map(name -> new Problem("/pool", "Pool '" + name + "' not found"));
  }
}
