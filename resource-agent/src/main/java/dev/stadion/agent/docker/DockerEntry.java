package dev.stadion.agent.docker;

import dev.stadion.agent.process.ContainerId;

/** One container that the engine keeps for this agent. Guarded by itself. */
final class DockerEntry {
  final ContainerId id;
  DockerContainer seen; // null until the engine has started it
  ContainerOutput output;
  boolean claimed; // somebody sees to its start or takes it back
  boolean ended;
  boolean terminated;

  DockerEntry(ContainerId id, boolean claimed) {
    this.id = id;
    this.claimed = claimed;
  }

  synchronized boolean claim() {
    boolean free = !claimed;
    claimed = true;
    return free;
  }

  synchronized void unclaim() {
    claimed = false;
  }
}
