package dev.stadion.master.heart;

/** Where an agent stands (mesos-v1.md §8.1). */
public enum AgentStatus {
  /** Read from the database, not yet back after a change of masters. */
  RECOVERED,
  /** Connected: its resources are offered. */
  REGISTERED,
  /** Its connection broke; it may come back soon. */
  DISCONNECTED,
  /** Silent for too long: frameworks were told that its tasks are unreachable. */
  UNREACHABLE,
  /** An operator declared it gone: its id is refused for ever. */
  GONE;

  /** Whether its resources count as part of the pool. */
  public boolean countsInPool() {
    return switch (this) {
      case REGISTERED, DISCONNECTED -> true;
      case RECOVERED, UNREACHABLE, GONE -> false;
    };
  }
}
