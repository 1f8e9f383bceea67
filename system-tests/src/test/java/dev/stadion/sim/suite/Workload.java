package dev.stadion.sim.suite;

import dev.stadion.mesos.v1.TaskState;
import dev.stadion.sim.kernel.Sim;
import java.time.Duration;
import java.util.Optional;

/** How long processes live: services until they are told to end or fail, jobs for some seconds. */
final class Workload {
  private final Sim sim;
  private final double failing;
  private boolean calm;

  /** When and how a process ends by itself. */
  record End(Duration after, TaskState state) {}

  Workload(Sim sim) {
    this.sim = sim;
    failing = sim.random().nextBoolean() ? sim.random().nextDouble() * 0.5 : 0;
  }

  /** From now on nothing fails by itself. */
  void calm() {
    calm = true;
  }

  /** Whether a look at a task finds something wrong. */
  boolean isIll() {
    return !calm && sim.happens(0.1);
  }

  /** Whether the master will not have what it is asked to reserve. */
  boolean isRefused() {
    return !calm && sim.happens(0.2);
  }

  Optional<End> lifetimeOf(AgentTask task) {
    boolean fails = !calm && sim.happens(failing);
    if (task.framework.getName().equals("chronos")) {
      return Optional.of(
          new End(
              sim.between(Duration.ofMillis(20), Duration.ofSeconds(4)),
              fails ? TaskState.TASK_FAILED : TaskState.TASK_FINISHED));
    }
    return fails
        ? Optional.of(
            new End(sim.between(Duration.ZERO, Duration.ofSeconds(20)), TaskState.TASK_FAILED))
        : Optional.empty();
  }
}
