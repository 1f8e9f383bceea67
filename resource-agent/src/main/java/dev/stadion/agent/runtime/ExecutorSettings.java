package dev.stadion.agent.runtime;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.heart.ExecutorTimes;
import java.time.Duration;

/**
 * How an agent treats custom executors.
 *
 * @param times how long they are waited for
 * @param shutdownGrace between being told to end and being killed, unless they say otherwise
 * @param recoveryTimeout how long they are asked to wait for an agent that is away
 * @param authenticate whether they must prove who they are
 */
public record ExecutorSettings(
    ExecutorTimes times, Duration shutdownGrace, Duration recoveryTimeout, boolean authenticate) {
  /** mesos-v1.md §16. */
  public static final ExecutorSettings DEFAULTS =
      new ExecutorSettings(
          ExecutorTimes.DEFAULTS, Duration.ofSeconds(5), Duration.ofMinutes(15), false);

  public ExecutorSettings {
    requireNonNull(times, "times");
    requireNonNull(shutdownGrace, "shutdownGrace");
    requireNonNull(recoveryTimeout, "recoveryTimeout");
  }
}
