package dev.stadion.chronos.run;

import static java.util.Objects.requireNonNull;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.job.Queueing;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a run stands among those that wait (chronos.md §12.9), as its job said when it was made.
 *
 * @param high the lane above all priorities
 * @param priority 0 to 100
 * @param yields to others of its priority, as backfills do (B-54)
 * @param pool what it takes slots of; empty means nothing that is limited
 * @param slots how many
 */
public record Place(boolean high, int priority, boolean yields, Optional<String> pool, int slots) {
  public static final Place USUAL = new Place(false, Queueing.USUAL, false, Optional.empty(), 1);
  public static final Place HIGH = new Place(true, Queueing.USUAL, false, Optional.empty(), 1);

  public Place {
    requireNonNull(pool, "pool");
  }

  /**
   * @param priority what the request wants instead of the job's own
   */
  public static Place of(Job job, OptionalInt priority, boolean yields) {
    Queueing queueing = job.options().queueing();
    boolean high = job.policy().highPriority();
    if (queueing.equals(Queueing.NONE) && priority.isEmpty() && !yields) {
      return high ? HIGH : USUAL;
    }
    return new Place(
        high,
        priority.orElse(queueing.priority().orElse(Queueing.USUAL)),
        yields,
        queueing.pool().filter(name -> !name.equals(Pool.UNLIMITED)),
        queueing.slots().orElse(1));
  }
}
