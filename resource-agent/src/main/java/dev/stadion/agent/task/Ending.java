package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A task was told to end.
 *
 * @param since of the first such order: a later one can only shorten the grace
 * @param killAt when TERM becomes KILL
 */
public record Ending(Cause cause, Instant since, Instant killAt) {

  /** Who wants it gone. */
  public enum Cause {
    KILL_CALL,
    FRAMEWORK_SHUTDOWN,
    AGENT_STOP,
    MAX_COMPLETION_TIME,
    /** Its health check failed too often. */
    HEALTH_CHECK,
    /** A task of the same group failed or was killed. */
    GROUP
  }

  public Ending {
    requireNonNull(cause, "cause");
    requireNonNull(since, "since");
    requireNonNull(killAt, "killAt");
  }
}
