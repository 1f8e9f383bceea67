package dev.stadion.master.wire;

import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.id.IdRules;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules of form of what is to be launched, in the order of mesos-v1.md §3.3. */
final class TaskForm {
  private static final Set<String> LIMITED = Set.of("cpus", "mem");

  private TaskForm() {}

  /** The first rule that a task of a LAUNCH breaks. */
  static Optional<String> problem(TaskInfo info, FrameworkID framework) {
    return ownProblem(info)
        .or(() -> roleProblem(info))
        .or(() ->
            info.hasCommand() == info.hasExecutor()
                ? Optional.of("Task should have exactly one of 'command' and 'executor'")
                : Optional.empty())
        .or(() ->
            info.hasExecutor()
                ? executorProblem(info.getExecutor(), framework)
                : Checks.commandProblem(info.getCommand()))
        .or(() -> limitProblem(info));
  }

  /** The first rule that a task of a LAUNCH_GROUP breaks, as it came: without the executor. */
  static Optional<String> groupTaskProblem(TaskInfo info) {
    return ownProblem(info)
        .or(() -> roleProblem(info))
        .or(() ->
            info.hasExecutor()
                ? Optional.of("'TaskInfo.executor' must not be set in a task group")
                : Optional.empty())
        .or(() ->
            info.hasCommand()
                ? Checks.commandProblem(info.getCommand())
                : Optional.of("'TaskInfo.command' must be set in a task group"))
        .or(() -> groupContainerProblem(info))
        .or(() -> limitProblem(info));
  }

  private static Optional<String> groupContainerProblem(TaskInfo info) {
    if (!info.hasContainer()) {
      return Optional.empty();
    }
    if (info.getContainer().getType() != ContainerInfo.Type.MESOS) {
      return Optional.of("Docker ContainerInfo is not supported on the task of a group");
    }
    return info.getContainer().getNetworkInfosCount() > 0
        ? Optional.of("NetworkInfos must not be set on the task of a group")
        : Optional.empty();
  }

  /** The first rule that the executor of a group breaks. */
  static Optional<String> groupProblem(ExecutorInfo executor, FrameworkID framework) {
    return switch (executor.getType()) {
      case UNKNOWN ->
          Optional.of("'ExecutorInfo.type' must be DEFAULT or CUSTOM in a LAUNCH_GROUP");
      case CUSTOM -> executorProblem(executor, framework);
      case DEFAULT -> defaultExecutorProblem(executor, framework);
    };
  }

  private static Optional<String> defaultExecutorProblem(
      ExecutorInfo executor, FrameworkID framework) {
    if (executor.hasCommand()) {
      return Optional.of("'ExecutorInfo.command' must not be set for a DEFAULT executor");
    }
    if (executor.hasContainer()) {
      if (executor.getContainer().getType() != ContainerInfo.Type.MESOS) {
        return Optional.of("'ExecutorInfo.container.type' must be MESOS for a DEFAULT executor");
      }
      if (executor.getContainer().getMesos().hasImage()) {
        return Optional.of(
            "'ExecutorInfo.container.mesos.image' must not be set for a DEFAULT executor");
      }
    }
    return anyExecutorProblem(executor, framework);
  }

  private static Optional<String> executorProblem(ExecutorInfo executor, FrameworkID framework) {
    if (executor.getType() == ExecutorInfo.Type.DEFAULT) {
      return Optional.of("'ExecutorInfo.type' must be CUSTOM in a LAUNCH");
    }
    if (!executor.hasCommand()) {
      return Optional.of("'ExecutorInfo.command' must be set for a CUSTOM executor");
    }
    return anyExecutorProblem(executor, framework)
        .or(() -> Checks.commandProblem(executor.getCommand()));
  }

  private static Optional<String> anyExecutorProblem(ExecutorInfo executor, FrameworkID framework) {
    String id = IdRules.problemWith(executor.getExecutorId().getValue());
    if (id != null) {
      return Optional.of("The executor id " + id);
    }
    if (executor.hasFrameworkId() && !executor.getFrameworkId().equals(framework)) {
      return Optional.of(
          "ExecutorInfo has an invalid FrameworkID (Actual: "
              + executor.getFrameworkId().getValue()
              + " vs Expected: "
              + framework.getValue()
              + ")");
    }
    if (executor.getShutdownGracePeriod().getNanoseconds() < 0) {
      return Optional.of("ExecutorInfo's 'shutdown_grace_period' must not be negative");
    }
    return resourceProblem("Executor", executor.getResourcesList());
  }

  private static Optional<String> ownProblem(TaskInfo info) {
    String id = IdRules.problemWith(info.getTaskId().getValue());
    if (id != null) {
      return Optional.of("The task id " + id);
    }
    String agent = IdRules.problemWith(info.getAgentId().getValue());
    if (agent != null) {
      return Optional.of("The agent id " + agent);
    }
    if (info.getKillPolicy().getGracePeriod().getNanoseconds() < 0) {
      return Optional.of("Task's 'kill_policy.grace_period' must not be negative");
    }
    if (info.getMaxCompletionTime().getNanoseconds() < 0) {
      return Optional.of("Task's 'max_completion_time' must not be negative");
    }
    Optional<String> check =
        info.hasCheck()
            ? Checks.checkProblem(info.getCheck()).map(p -> "Task uses invalid check: " + p)
            : Optional.empty();
    if (check.isPresent()) {
      return check;
    }
    Optional<String> health =
        info.hasHealthCheck()
            ? Checks.healthProblem(info.getHealthCheck())
                .map(p -> "Task uses invalid health check: " + p)
            : Optional.empty();
    if (health.isPresent()) {
      return health;
    }
    return info.getResourcesCount() == 0
        ? Optional.of("Task uses no resources")
        : resourceProblem("Task", info.getResourcesList());
  }

  /** All of a task's resources, and its executor's, are allocated to one role. */
  private static Optional<String> roleProblem(TaskInfo info) {
    var roles = new HashSet<String>();
    info.getResourcesList().forEach(resource -> add(resource, roles));
    info.getExecutor().getResourcesList().forEach(resource -> add(resource, roles));
    return roles.size() > 1
        ? Optional.of("Task uses resources allocated to several roles: " + roles)
        : Optional.empty();
  }

  private static void add(Resource resource, Set<String> roles) {
    if (resource.getAllocationInfo().hasRole()) {
      roles.add(resource.getAllocationInfo().getRole());
    }
  }

  private static Optional<String> resourceProblem(String whose, List<Resource> resources) {
    if (!resources.stream().allMatch(ResourceConverter::isKnown)) {
      return Optional.of(whose + " uses resources of a kind this master does not know");
    }
    try {
      return gpuProblem(whose, ResourceConverter.fromProto(resources));
    } catch (IllegalArgumentException e) {
      return Optional.of(whose + " uses invalid resources: " + e.getMessage());
    }
  }

  private static Optional<String> gpuProblem(String whose, Resources resources) {
    boolean fraction =
        resources.parts().entrySet().stream()
            .anyMatch(part ->
                part.getKey().name().equals(Resources.GPUS)
                    && part.getValue() instanceof Quantity.Scalar(long millis)
                    && millis % 1000 != 0);
    return fraction
        ? Optional.of(whose + " uses a fraction of a GPU; gpus are whole")
        : Optional.empty();
  }

  private static Optional<String> limitProblem(TaskInfo info) {
    if (info.getLimitsCount() == 0) {
      return Optional.empty();
    }
    Resources resources = ResourceConverter.fromProto(info.getResourcesList());
    for (var limit : info.getLimitsMap().entrySet()) {
      if (!LIMITED.contains(limit.getKey())) {
        return Optional.of("Task limits may only name cpus and mem");
      }
      if (!(limit.getValue().getValue() >= resources.amount(limit.getKey()))) {
        return Optional.of("The limit of " + limit.getKey() + " is below its request");
      }
    }
    return Optional.empty();
  }
}
