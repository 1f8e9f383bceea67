package dev.stadion.chronos.run;

/** Why an attempt was asked to end. */
public enum KillCause {
  /** A user said so, or removed the job. */
  REQUESTED("killed"),
  /** A later run takes its place (chronos.md B-18). */
  REPLACED("replaced"),
  /** The attempt took too long (B-21). */
  ATTEMPT_TIMEOUT("maxCompletionTime"),
  /** The run took too long (B-22). */
  RUN_TIMEOUT("runTimeout"),
  /** Another run of the same graph failed (B-63). */
  FAIL_FAST("failFast"),
  /** It took longer than it was agreed to (§12.13). */
  SLA("sla");

  private final String reason;

  KillCause(String reason) {
    this.reason = reason;
  }

  /** How a run that ended so explains itself. */
  public String reason() {
    return reason;
  }
}
