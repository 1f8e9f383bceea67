package dev.stadion.scheduling.id;

/**
 * Names one resource offer; it is used at most once.
 *
 * @param value non-empty, at most 255 characters, no control characters, no slash (mesos-v1.md
 *     §6.1)
 */
public record OfferId(String value) implements Comparable<OfferId> {
  public OfferId {
    IdRules.check("offer id", value);
  }

  @Override
  public int compareTo(OfferId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
