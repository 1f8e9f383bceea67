package dev.stadion.agent.check;

import java.time.Duration;
import java.util.Optional;

/**
 * What a health check has seen of a task so far.
 *
 * @param succeeded whether it was ever healthy: from then on there is no grace
 * @param failures since it was healthy last, those within the grace left out
 */
public record HealthState(boolean succeeded, int failures) {
  public static final HealthState FRESH = new HealthState(false, 0);

  /** What is told of a look. {@code kill} says that this was one failure too many. */
  public record News(boolean healthy, boolean kill, String why) {}

  /** The state after a look, and what has to be told; most looks tell nothing. */
  public record Verdict(HealthState next, Optional<News> news) {}

  /**
   * Takes up what was last said of the task's health. How many failures in a row there were is not
   * remembered over a restart of the agent: they are counted from one.
   */
  public static HealthState resumed(Optional<Boolean> lastSaid) {
    return lastSaid
        .map(healthy -> healthy ? new HealthState(true, 0) : new HealthState(false, 1))
        .orElse(FRESH);
  }

  /**
   * Told are the first success, the first after failures, and every failure that counts
   * (mesos-v1.md §6.9).
   *
   * @param sinceLaunch how long the task has run
   */
  public Verdict decide(HealthRules rules, Duration sinceLaunch, ProbeResult result) {
    if (result.isHealthy()) {
      boolean isNew = !succeeded || failures > 0;
      return new Verdict(
          new HealthState(true, 0),
          isNew ? Optional.of(new News(true, false, result.inWords())) : Optional.empty());
    }
    if (!succeeded && !rules.grace().isZero() && sinceLaunch.compareTo(rules.grace()) <= 0) {
      return new Verdict(this, Optional.empty());
    }
    var next = new HealthState(succeeded, failures + 1);
    boolean kill = next.failures() >= rules.failures();
    return new Verdict(next, Optional.of(new News(false, kill, result.inWords())));
  }
}
