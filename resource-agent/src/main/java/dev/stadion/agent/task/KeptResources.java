package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reservations and persistent volumes: whole, as the master said them last (mesos-v1.md §10.7).
 *
 * @param resources a CheckpointResources of the agent protocol
 * @param volumes those among them
 */
public record KeptResources(Document resources, SortedSet<VolumeId> volumes) {
  public static final KeptResources NONE = new KeptResources(Document.of(new byte[0]), Set.of());

  public KeptResources(Document resources, Set<VolumeId> volumes) {
    this(resources, Collections.unmodifiableSortedSet(new TreeSet<>(volumes)));
  }

  public KeptResources {
    requireNonNull(resources, "resources");
    requireNonNull(volumes, "volumes");
  }
}
