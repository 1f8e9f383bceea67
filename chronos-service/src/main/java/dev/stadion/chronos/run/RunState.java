package dev.stadion.chronos.run;

/**
 * The life of a run (chronos.md §8.1).
 *
 * <pre>
 * QUEUED → STAGING → RUNNING → SUCCEEDED | FAILED | KILLED | LOST | TIMED_OUT
 * STAGING → QUEUED (the attempt provably never started)
 * STAGING | RUNNING → RETRY_WAIT → QUEUED (the next attempt)
 * QUEUED | RETRY_WAIT → SKIPPED | KILLED | FAILED | TIMED_OUT;  QUEUED → MISSED
 * WAITING → QUEUED | UPSTREAM_FAILED | SKIPPED | KILLED;  by a user's word SUCCEEDED | FAILED
 * </pre>
 */
public enum RunState {
  /** Waits for the runs of its parents in the same run of a graph. */
  WAITING,
  /** Waits for an offer, or for an earlier run of the same job to end. */
  QUEUED,
  /** Its task was handed to the master. */
  STAGING,
  /** Its process runs, or is cut off and may still run. */
  RUNNING,
  /** An attempt failed; the next one is due after a delay. */
  RETRY_WAIT,
  /** The process ended with exit code 0. */
  SUCCEEDED,
  /** Ended otherwise, and no attempt is left. */
  FAILED,
  /** Ended because somebody asked for it. */
  KILLED,
  /** Its machine was lost, and no attempt is left. */
  LOST,
  /** Took too long, and no attempt is left. */
  TIMED_OUT,
  /** A parent's run failed, so its turn never came. */
  UPSTREAM_FAILED,
  /** Was not executed; the reason says why. */
  SKIPPED,
  /** Could not be launched within the job's epsilon. */
  MISSED;

  /** Terminal states never change, unless a user says what a run is to count as. */
  public boolean isTerminal() {
    return switch (this) {
      case WAITING, QUEUED, STAGING, RUNNING, RETRY_WAIT -> false;
      case SUCCEEDED, FAILED, KILLED, LOST, TIMED_OUT, UPSTREAM_FAILED, SKIPPED, MISSED -> true;
    };
  }

  /** Whether it is counted as an error of its job: it was tried, and no attempt is left. */
  public boolean isFailure() {
    return switch (this) {
      case FAILED, LOST, TIMED_OUT -> true;
      case WAITING,
          QUEUED,
          STAGING,
          RUNNING,
          RETRY_WAIT,
          SUCCEEDED,
          KILLED,
          UPSTREAM_FAILED,
          SKIPPED,
          MISSED ->
          false;
    };
  }

  /** Whether a process may exist. */
  public boolean isLive() {
    return this == STAGING || this == RUNNING;
  }
}
