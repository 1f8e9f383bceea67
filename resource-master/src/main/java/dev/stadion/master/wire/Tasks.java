package dev.stadion.master.wire;

import dev.stadion.master.heart.ExecutorUse;
import dev.stadion.master.heart.Launchable;
import dev.stadion.master.heart.TaskDescription;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.id.IdRules;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Task descriptions and {@code TaskInfo}; the rules of form of mesos-v1.md §3.3. */
public final class Tasks {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> LIMITED = Set.of("cpus", "mem");

  private Tasks() {}

  /** A task as it is asked for; what is wrong with its form is said in it. */
  public static Launchable launchable(TaskInfo info) {
    Optional<String> problem = problem(info);
    return problem.isPresent()
        ? new Launchable.Defective(info.getTaskId().getValue(), problem.get())
        : new Launchable.Described(describe(info));
  }

  /**
   * @throws IllegalArgumentException when an id or a resource cannot be read
   */
  public static TaskDescription describe(TaskInfo info) {
    return new TaskDescription(
        Ids.fromProto(info.getTaskId()),
        Ids.fromProto(info.getAgentId()),
        ResourceConverter.fromProto(info.getResourcesList()),
        info.hasExecutor() ? Optional.of(executor(info.getExecutor())) : Optional.empty(),
        new ProtoPayload(info));
  }

  public static TaskInfo info(TaskDescription description) {
    return ProtoPayload.read(description.info(), TaskInfo.class, TaskInfo.parser());
  }

  /**
   * The task with the role of its offer in its resources, where a framework may leave it out. The
   * agent keeps it, so that a master that has lost its memory can tell whose resources they are.
   */
  static TaskInfo allocated(TaskInfo info, String role) {
    if (role.equals(ResourceKey.UNRESERVED)) {
      return info;
    }
    return info.toBuilder()
        .clearResources()
        .addAllResources(ResourceConverter.allocatedTo(role, info.getResourcesList()))
        .build();
  }

  private static ExecutorUse executor(ExecutorInfo executor) {
    return new ExecutorUse(
        executor.getExecutorId().getValue(),
        ResourceConverter.fromProto(executor.getResourcesList()));
  }

  private static Optional<String> problem(TaskInfo info) {
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
    if (info.getResourcesCount() == 0) {
      return Optional.of("Task uses no resources");
    }
    Optional<String> resources = resourceProblem("Task", info.getResourcesList());
    if (resources.isPresent()) {
      return resources;
    }
    if (info.hasCommand() == info.hasExecutor()) {
      return Optional.of("Task should have exactly one of 'command' and 'executor'");
    }
    if (info.hasExecutor()) {
      Optional<String> executor = executorProblem(info.getExecutor());
      if (executor.isPresent()) {
        return executor;
      }
    }
    Optional<String> environment = environmentProblem(info);
    return environment.isPresent() ? environment : limitProblem(info);
  }

  private static Optional<String> resourceProblem(String whose, List<Resource> resources) {
    if (!resources.stream().allMatch(ResourceConverter::isKnown)) {
      return Optional.of(whose + " uses resources of a kind this master does not know");
    }
    try {
      ResourceConverter.fromProto(resources);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(whose + " uses invalid resources: " + e.getMessage());
    }
  }

  private static Optional<String> executorProblem(ExecutorInfo executor) {
    String id = IdRules.problemWith(executor.getExecutorId().getValue());
    if (id != null) {
      return Optional.of("The executor id " + id);
    }
    if (executor.getType() == ExecutorInfo.Type.DEFAULT) {
      return Optional.of("'ExecutorInfo.type' must be CUSTOM in a LAUNCH");
    }
    if (!executor.hasCommand()) {
      return Optional.of("'ExecutorInfo.command' must be set for a CUSTOM executor");
    }
    if (executor.getShutdownGracePeriod().getNanoseconds() < 0) {
      return Optional.of("ExecutorInfo's 'shutdown_grace_period' must not be negative");
    }
    return resourceProblem("Executor", executor.getResourcesList());
  }

  private static Optional<String> environmentProblem(TaskInfo info) {
    var command = info.hasCommand() ? info.getCommand() : info.getExecutor().getCommand();
    for (var variable : command.getEnvironment().getVariablesList()) {
      if (!VARIABLE.matcher(variable.getName()).matches()) {
        return Optional.of("An environment variable's name is illegal");
      }
      if (variable.getValue().indexOf('\0') >= 0) {
        return Optional.of(
            "The value of environment variable '" + variable.getName() + "' contains NUL");
      }
    }
    return Optional.empty();
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
