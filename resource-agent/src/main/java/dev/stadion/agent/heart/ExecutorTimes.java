package dev.stadion.agent.heart;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long custom executors are waited for.
 *
 * @param registration from the start of one to its first SUBSCRIBE
 * @param reregistration from the agent's own start until they are back
 */
public record ExecutorTimes(Duration registration, Duration reregistration) {
  /** mesos-v1.md §16. */
  public static final ExecutorTimes DEFAULTS =
      new ExecutorTimes(Duration.ofMinutes(1), Duration.ofSeconds(2));

  public ExecutorTimes {
    requireNonNull(registration, "registration");
    requireNonNull(reregistration, "reregistration");
  }
}
