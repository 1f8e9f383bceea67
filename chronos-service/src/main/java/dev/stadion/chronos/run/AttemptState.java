package dev.stadion.chronos.run;

/** The life of one attempt; an attempt starts its process at most once (promises.md P4). */
public enum AttemptState {
  /** Committed and handed to the master; nothing was heard of it yet. */
  STAGING,
  /** The master or the agent has spoken of it, the process may run. */
  RUNNING,
  /** Its agent is cut off; the process may still run. */
  UNREACHABLE,
  SUCCEEDED,
  FAILED,
  KILLED,
  /** Cut off beyond the deadline, or gone with its machine. */
  LOST,
  /** Ended because it, or its run, took too long. */
  TIMED_OUT,
  /** Provably never started: replaced without using up a retry. */
  DROPPED;

  public boolean isTerminal() {
    return switch (this) {
      case STAGING, RUNNING, UNREACHABLE -> false;
      case SUCCEEDED, FAILED, KILLED, LOST, TIMED_OUT, DROPPED -> true;
    };
  }
}
