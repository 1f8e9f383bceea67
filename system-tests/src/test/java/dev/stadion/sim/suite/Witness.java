package dev.stadion.sim.suite;

import java.util.HashSet;
import java.util.Set;

/** Remembers what nobody in the world remembers: every process that was ever started. */
final class Witness {
  private final Set<String> started = new HashSet<>();

  void started(String task) {
    if (!started.add(task)) {
      throw new AssertionError("the process of " + task + " was started twice");
    }
  }
}
