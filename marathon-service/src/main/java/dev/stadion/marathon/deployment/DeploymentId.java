package dev.stadion.marathon.deployment;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** Names a deployment. */
public record DeploymentId(UUID uuid) implements Comparable<DeploymentId> {
  public DeploymentId {
    requireNonNull(uuid, "uuid");
  }

  @Override
  public int compareTo(DeploymentId other) {
    return uuid.compareTo(other.uuid);
  }

  @Override
  public String toString() {
    return uuid.toString();
  }
}
