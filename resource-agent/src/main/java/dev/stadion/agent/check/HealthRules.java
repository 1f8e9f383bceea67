package dev.stadion.agent.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When bad news of a health check matter.
 *
 * @param grace from the launch on: failures before the first success within it do not count
 * @param failures in a row after which the task is killed; zero kills at the first, as in Mesos
 */
public record HealthRules(Duration grace, int failures) {
  public HealthRules {
    requireNonNull(grace, "grace");
  }

  /**
   * @param graceSeconds as frameworks write it; what makes no sense counts as none
   */
  public static HealthRules ofSeconds(double graceSeconds, int failures) {
    return new HealthRules(Timing.duration(graceSeconds), failures);
  }
}
