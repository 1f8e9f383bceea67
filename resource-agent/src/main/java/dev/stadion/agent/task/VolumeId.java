package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/** Names a persistent volume on an agent: its id is unique for the role that it is reserved for. */
public record VolumeId(String role, String id) implements Comparable<VolumeId> {
  private static final Comparator<VolumeId> ORDER =
      Comparator.comparing(VolumeId::role).thenComparing(VolumeId::id);

  public VolumeId {
    requireNonNull(role, "role");
    requireNonNull(id, "id");
  }

  @Override
  public int compareTo(VolumeId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return id + " of " + role;
  }
}
