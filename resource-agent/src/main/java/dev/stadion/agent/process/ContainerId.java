package dev.stadion.agent.process;

/**
 * Names one start of one task. Unique for ever; the supervisor starts nothing twice under one id.
 */
public record ContainerId(String value) implements Comparable<ContainerId> {
  public ContainerId {
    if (!value.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("'" + value + "' is no container id");
    }
  }

  @Override
  public int compareTo(ContainerId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
