package dev.stadion.marathon.instance;

/** What shall become of an instance (marathon.md §17). */
public enum Goal {
  /** Run; a task that ends is followed by another one. */
  RUNNING("Running"),
  /** Stop, and keep what is reserved for it until it is wanted again. */
  STOPPED("Stopped"),
  /** Stop, and be forgotten. */
  DECOMMISSIONED("Decommissioned");

  private final String wireName;

  Goal(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
