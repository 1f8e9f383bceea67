package dev.stadion.interop.marathon;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import mesosphere.marathon.client.Marathon;
import mesosphere.marathon.client.model.v2.App;
import mesosphere.marathon.client.model.v2.Task;

/** Asks until something has become true, as clients of Marathon do, for a minute at most. */
final class Until {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Marathon marathon;

  Until(Marathon marathon) {
    this.marathon = marathon;
  }

  /** The master has given Marathon its id. */
  void registered() {
    await("a framework id", () -> marathon.getServerInfo().getFrameworkId() != null);
  }

  /** So many tasks of an app run, are well if somebody looks, and nothing is deployed. */
  void settled(String id, int tasks) {
    await(
        tasks + " tasks of " + id,
        () ->
            marathon.getDeployments().isEmpty() && isSettled(marathon.getApp(id).getApp(), tasks));
  }

  /** Nothing is deployed. */
  void quiet() {
    await("no deployments", () -> marathon.getDeployments().isEmpty());
  }

  /** An app has none of these tasks any more. */
  void gone(String id, Set<String> tasks) {
    await(
        "the end of " + tasks,
        () ->
            Collections.disjoint(
                marathon.getAppTasks(id).getTasks().stream().map(Task::getId).toList(), tasks));
  }

  private static boolean isSettled(App app, int tasks) {
    boolean looked = app.getHealthChecks() != null;
    return app.getTasksRunning() == tasks
        && app.getTasksStaged() == 0
        && (!looked || app.getTasksHealthy() == tasks);
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("in vain: " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
