package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * An executor was told to end.
 *
 * @param killAt when it is killed if it has not ended by itself
 */
public record ExecutorEnding(Cause cause, Instant killAt) {

  /** Who wants it gone. */
  public enum Cause {
    /** Its framework. */
    SHUTDOWN_CALL,
    FRAMEWORK_SHUTDOWN,
    AGENT_STOP,
    /** It never subscribed. */
    REGISTRATION_TIMEOUT,
    /** It did not come back after the agent was started again. */
    REREGISTRATION_TIMEOUT,
    /** Whatever it was started for was killed before it was told of it. */
    NOTHING_TO_DO
  }

  public ExecutorEnding {
    requireNonNull(cause, "cause");
    requireNonNull(killAt, "killAt");
  }
}
