package dev.stadion.sim.suite;

import java.util.HashSet;
import java.util.Set;

/** Remembers what nobody in the world remembers: every process that was ever started. */
final class Witness {
  private final Set<String> started = new HashSet<>();

  /** A job never runs beside itself, nor beside one that shares a pool of one slot with it. */
  private static boolean mustNotMeet(String one, String other) {
    return one.equals(other) || (one.endsWith(Suites.NARROW) && other.endsWith(Suites.NARROW));
  }

  /** A process starts, never twice for one task, and never beside another one of the same job. */
  void started(AgentTask task, Iterable<ModelAgent> agents) {
    if (!started.add(task.id())) {
      throw new AssertionError("the process of " + task.id() + " was started twice");
    }
    if (!task.framework.getName().equals("chronos")) {
      return;
    }
    String job = ChronosNode.jobOf(task.id());
    for (ModelAgent agent : agents) {
      for (AgentTask other : agent.tasks()) {
        if (other != task
            && other.alive
            && other.framework.getName().equals("chronos")
            && mustNotMeet(ChronosNode.jobOf(other.id()), job)) {
          throw new AssertionError(task.id() + " and " + other.id() + " run at the same time");
        }
      }
    }
  }
}
