package dev.stadion.scheduling.id;

/**
 * Names one machine's agent.
 *
 * @param value non-empty, at most 255 characters, no control characters, no slash (mesos-v1.md
 *     §6.1)
 */
public record AgentId(String value) implements Comparable<AgentId> {
  public AgentId {
    IdRules.check("agent id", value);
  }

  @Override
  public int compareTo(AgentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
