package dev.stadion.marathon.instance;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is reserved on an agent for an instance that keeps data there; its tasks run nowhere else
 * (marathon.md §14.4).
 *
 * @param place where, with the host ports that are reserved, too
 * @param role for which
 * @param used whether a task was launched on it; until then it may turn out not to exist
 */
public record Reserved(Placement place, String role, List<LocalVolume> volumes, boolean used) {
  public Reserved {
    requireNonNull(place, "place");
    requireNonNull(role, "role");
    volumes = List.copyOf(volumes);
  }

  /**
   * Data that outlives tasks.
   *
   * @param containerPath where tasks see it
   * @param persistenceId {@code <app>#<container path>#<uuid>}
   */
  public record LocalVolume(String containerPath, String persistenceId) {
    public LocalVolume {
      requireNonNull(containerPath, "containerPath");
      requireNonNull(persistenceId, "persistenceId");
    }

    /** The part of the id that makes it unique. */
    public String uuid() {
      return persistenceId.substring(persistenceId.lastIndexOf('#') + 1);
    }
  }

  /** After a task was launched on it. */
  public Reserved inUse() {
    return used ? this : new Reserved(place, role, volumes, true);
  }
}
