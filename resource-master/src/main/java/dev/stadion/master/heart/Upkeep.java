package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What operators decided about an agent (mesos-v1.md §8.1). Durable; survives that the agent is
 * away.
 *
 * @param deactivated nothing of it is offered
 * @param drain present from the moment its tasks were asked to end until it is reactivated
 */
public record Upkeep(boolean deactivated, Optional<Drain> drain) {
  /** As agents begin. */
  public static final Upkeep NONE = new Upkeep(false, Optional.empty());

  /**
   * How an agent is emptied.
   *
   * @param drained whether nothing is left on it
   * @param maxGrace no task gets longer than this to end; absent means as long as it wants
   * @param markGone whether the empty agent is gone for ever
   * @param since when its tasks were first asked
   */
  public record Drain(
      boolean drained, Optional<Duration> maxGrace, boolean markGone, Instant since) {
    public Drain {
      requireNonNull(maxGrace, "maxGrace");
      requireNonNull(since, "since");
    }

    Drain finished() {
      return new Drain(true, maxGrace, markGone, since);
    }
  }

  public Upkeep {
    requireNonNull(drain, "drain");
  }

  /** Whether its tasks are being ended now. */
  public boolean draining() {
    return drain.isPresent() && !drain.get().drained();
  }
}
