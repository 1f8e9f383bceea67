package dev.stadion.agent.master;

import dev.stadion.agent.container.ContainerRules;
import dev.stadion.agent.task.Refusal;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.TaskInfo;
import java.util.Optional;

/** Why a task with an executor is not started (mesos-v1.md §6.6, §6.12). */
final class ExecutorRefusals {
  private ExecutorRefusals() {}

  /** For a task that a program of the framework's own looks after; its container is that one's. */
  static Optional<Refusal> ofCustom(TaskInfo task) {
    if (task.hasExecutor() && task.hasCommand()) {
      return Orders.wrong("The task has both a command and an executor");
    }
    return task.hasExecutor() ? ofExecutor(task.getExecutor()) : Optional.empty();
  }

  /** For a task of a group; what is wrong with one is wrong with all. */
  static Optional<Refusal> ofGroup(ExecutorInfo executor, TaskInfo task) {
    if (task.hasExecutor()) {
      return Orders.wrong("A task of a group must not name an executor of its own");
    }
    return executor.getType() == ExecutorInfo.Type.DEFAULT
        ? ofDefault(executor)
        : ofExecutor(executor);
  }

  private static Optional<Refusal> ofDefault(ExecutorInfo executor) {
    if (executor.hasCommand()) {
      return Orders.wrong("A default executor must not have a command");
    }
    return executor.hasContainer() && !isPlain(executor.getContainer())
        ? Orders.unable("give a default executor an image, volumes, networks or limits of its own")
        : Optional.empty();
  }

  private static Optional<Refusal> ofExecutor(ExecutorInfo executor) {
    if (executor.getType() == ExecutorInfo.Type.DEFAULT) {
      return Orders.wrong("A default executor runs task groups only");
    }
    if (!executor.hasCommand()) {
      return Orders.wrong("The executor has no command");
    }
    Optional<String> impossible = ContainerRules.impossible(executor.getContainer());
    if (executor.hasContainer() && impossible.isPresent()) {
      return Orders.unable(impossible.get());
    }
    return Orders.command(executor.getCommand());
  }

  /** A default executor has no process: whatever its container asks for nobody would have. */
  private static boolean isPlain(ContainerInfo container) {
    return container.equals(
            ContainerInfo.newBuilder()
                .setType(ContainerInfo.Type.MESOS)
                .setMesos(ContainerInfo.MesosInfo.getDefaultInstance())
                .build())
        || container.equals(ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS).build());
  }
}
