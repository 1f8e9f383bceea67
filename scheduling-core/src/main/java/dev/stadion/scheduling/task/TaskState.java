package dev.stadion.scheduling.task;

/**
 * The states of a Mesos task (mesos-v1.md §7.1). Names are the wire names without {@code TASK_}.
 */
public enum TaskState {
  /** Accepted by the master, on its way to the agent. */
  STAGING,
  /** The executor has it, the process is about to start. */
  STARTING,
  /** The process runs. */
  RUNNING,
  /** Asked to stop, still within its grace period. */
  KILLING,
  /** Ended with exit code 0. */
  FINISHED,
  /** Ended otherwise. */
  FAILED,
  /** Ended because it was asked to. */
  KILLED,
  /** The description was refused; trying it again unchanged is useless. */
  ERROR,
  /** Legacy catch-all of frameworks that are not partition aware. */
  LOST,
  /** Never started. */
  DROPPED,
  /** Its agent is partitioned away; it may come back. */
  UNREACHABLE,
  /** Was running and certainly no longer does. */
  GONE,
  /** An operator declared its agent gone. */
  GONE_BY_OPERATOR,
  /** Answer to reconciliation only: nobody knows it. */
  UNKNOWN;

  /** Whether the task can never run again. {@code UNKNOWN} counts as an end: nobody runs it. */
  public boolean isTerminal() {
    return switch (this) {
      case STAGING, STARTING, RUNNING, KILLING, UNREACHABLE -> false;
      case FINISHED, FAILED, KILLED, ERROR, LOST, DROPPED, GONE, GONE_BY_OPERATOR, UNKNOWN -> true;
    };
  }

  /** The name on the wire, such as {@code TASK_RUNNING}. */
  public String wireName() {
    return "TASK_" + name();
  }
}
