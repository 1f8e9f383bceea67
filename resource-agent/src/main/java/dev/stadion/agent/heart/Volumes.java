package dev.stadion.agent.heart;

import dev.stadion.agent.task.KeptResources;
import dev.stadion.agent.task.VolumeId;
import java.util.SortedSet;
import java.util.TreeSet;

/** What follows from the master's word about reservations and volumes. */
final class Volumes {
  private Volumes() {}

  /** Data is destroyed only when the word that says so is remembered. */
  static void keep(Turn turn, KeptResources resources) {
    SortedSet<VolumeId> gone = new TreeSet<>(turn.state().kept().volumes());
    gone.removeAll(resources.volumes());
    turn.remember(new AgentChange.ResourcesKept(resources));
    turn.effect(new AgentEffect.KeepVolumes(resources.volumes(), gone));
  }

  /** After a restart, what may not have been made before it. */
  static void recovered(Turn turn) {
    if (!turn.state().kept().volumes().isEmpty()) {
      turn.effect(new AgentEffect.KeepVolumes(turn.state().kept().volumes(), new TreeSet<>()));
    }
  }
}
