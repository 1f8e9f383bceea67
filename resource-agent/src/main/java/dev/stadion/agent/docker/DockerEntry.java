package dev.stadion.agent.docker;

import dev.stadion.agent.container.Size;
import dev.stadion.agent.process.ContainerId;
import java.util.Optional;

/** One container that the engine keeps for this agent. Guarded by itself. */
final class DockerEntry {
  final ContainerId id;
  DockerContainer seen; // null until the engine has started it
  ContainerOutput output;
  boolean claimed; // somebody sees to its start or takes it back
  boolean ended;
  boolean terminated;
  private Size wanted; // what it shall have and was not told yet
  private boolean resizing;

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

  /** Whether the caller is to see to it; otherwise somebody does already, or the start will. */
  synchronized boolean wants(Size size) {
    wanted = size;
    return mayResize();
  }

  /** Whether there is something to do that nobody does yet. */
  synchronized boolean mayResize() {
    if (seen == null || resizing || wanted == null) {
      return false;
    }
    resizing = true;
    return true;
  }

  /** Taken by the one who resizes until there is none. */
  synchronized Optional<Size> nextSize() {
    Optional<Size> next = Optional.ofNullable(wanted);
    wanted = null;
    resizing = next.isPresent();
    return next;
  }
}
