package dev.stadion.marathon.instance;

/** What has become of an instance so far (marathon.md §17). */
public enum Condition {
  /** Waits for an offer; has no task. */
  SCHEDULED("Scheduled"),
  /** An offer was accepted; nothing was heard yet. */
  PROVISIONED("Provisioned"),
  STAGING("Staging"),
  STARTING("Starting"),
  RUNNING("Running"),
  KILLING("Killing"),
  /** Its agent is cut off; it may come back. */
  UNREACHABLE("Unreachable"),
  /** Cut off for so long that it no longer counts. */
  UNREACHABLE_INACTIVE("UnreachableInactive"),
  FINISHED("Finished"),
  FAILED("Failed"),
  KILLED("Killed"),
  ERROR("Error"),
  DROPPED("Dropped"),
  GONE("Gone"),
  UNKNOWN("Unknown");

  private final String wireName;

  Condition(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  /** Of several tasks, the one with the lowest number tells what is wrong (marathon.md §8.2). */
  int rank() {
    return switch (this) {
      case ERROR -> 0;
      case FAILED -> 1;
      case GONE -> 2;
      case DROPPED -> 3;
      case UNREACHABLE, UNREACHABLE_INACTIVE -> 4;
      case KILLING -> 5;
      case STARTING -> 6;
      case STAGING -> 7;
      case UNKNOWN -> 8;
      case PROVISIONED -> 9;
      case RUNNING -> 10;
      case FINISHED -> 11;
      case KILLED -> 12;
      case SCHEDULED -> 13;
    };
  }

  /** Whether the task is over. */
  public boolean isTerminal() {
    return switch (this) {
      case FINISHED, FAILED, KILLED, ERROR, DROPPED, GONE, UNKNOWN -> true;
      case SCHEDULED,
          PROVISIONED,
          STAGING,
          STARTING,
          RUNNING,
          KILLING,
          UNREACHABLE,
          UNREACHABLE_INACTIVE ->
          false;
    };
  }

  /** Whether there is a task that may have a process. */
  public boolean hasTask() {
    return this != SCHEDULED && !isTerminal();
  }

  /** Whether it is on its way and must arrive in time. */
  public boolean isLaunching() {
    return this == PROVISIONED || this == STAGING || this == STARTING;
  }
}
