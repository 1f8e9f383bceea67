package dev.stadion.scheduling.id;

/**
 * Names a framework (a scheduler registered with a master).
 *
 * @param value non-empty, at most 255 characters, no control characters, no slash (mesos-v1.md
 *     §6.1)
 */
public record FrameworkId(String value) implements Comparable<FrameworkId> {
  public FrameworkId {
    IdRules.check("framework id", value);
  }

  @Override
  public int compareTo(FrameworkId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
