package dev.stadion.master.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.stadion.master.heart.ExecutorUse;
import dev.stadion.master.heart.Launchable;
import dev.stadion.master.heart.Operation;
import dev.stadion.master.heart.TaskDescription;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.resource.ResourceKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Task descriptions and {@code TaskInfo}. A task of a group is kept with the group's executor in
 * it, so that who reads it alone can tell where it runs; the agent gets the two apart.
 */
public final class Tasks {
  private Tasks() {}

  /**
   * A task of a LAUNCH as it is asked for; what is wrong with its form is said in it.
   *
   * @param framework that asks: an executor which names none is of this one
   */
  public static Launchable launchable(TaskInfo info, FrameworkID framework) {
    return launchable(
        info.hasExecutor() && !info.getExecutor().hasFrameworkId()
            ? info.toBuilder().setExecutor(owned(info.getExecutor(), framework)).build()
            : info,
        TaskForm.problem(info, framework));
  }

  /** A LAUNCH_GROUP as it is asked for. */
  static Operation.LaunchGroup group(
      Optional<String> id, Offer.Operation.LaunchGroup group, FrameworkID framework) {
    ExecutorInfo executor = owned(group.getExecutor(), framework);
    List<Launchable> tasks =
        group.getTaskGroup().getTasksList().stream()
            .map(task ->
                launchable(
                    task.toBuilder().setExecutor(executor).build(),
                    TaskForm.groupTaskProblem(task)))
            .toList();
    return new Operation.LaunchGroup(id, TaskForm.groupProblem(executor, framework), tasks);
  }

  /**
   * Whom the command runs as: the task's says more than its executor's. Empty when neither does, so
   * that it is the framework's user.
   */
  public static Optional<String> user(TaskInfo info) {
    if (info.getCommand().hasUser()) {
      return Optional.of(info.getCommand().getUser());
    }
    return info.getExecutor().getCommand().hasUser()
        ? Optional.of(info.getExecutor().getCommand().getUser())
        : Optional.empty();
  }

  private static Launchable launchable(TaskInfo info, Optional<String> problem) {
    if (problem.isPresent()) {
      return new Launchable.Defective(info.getTaskId().getValue(), problem.get());
    }
    try {
      return new Launchable.Described(describe(info), allocated(info), user(info));
    } catch (IllegalArgumentException e) {
      // A group's executor that cannot be read: the group has this problem, too.
      return new Launchable.Defective(info.getTaskId().getValue(), e.getMessage());
    }
  }

  private static ExecutorInfo owned(ExecutorInfo executor, FrameworkID framework) {
    return executor.hasFrameworkId()
        ? executor
        : executor.toBuilder().setFrameworkId(framework).build();
  }

  private static Optional<String> allocated(TaskInfo info) {
    return Stream.concat(
            info.getResourcesList().stream(), info.getExecutor().getResourcesList().stream())
        .filter(resource -> resource.getAllocationInfo().hasRole())
        .map(resource -> resource.getAllocationInfo().getRole())
        .findFirst();
  }

  /**
   * @throws IllegalArgumentException when an id or a resource cannot be read
   */
  public static TaskDescription describe(TaskInfo info) {
    return describe(info, PackedPayload.of(info));
  }

  /**
   * As {@link #describe(TaskInfo)}, of what was packed before.
   *
   * @throws InvalidProtocolBufferException when it is not a {@code TaskInfo}
   */
  public static TaskDescription describe(PackedPayload stored)
      throws InvalidProtocolBufferException {
    return describe(TaskInfo.parseFrom(stored.packed()), stored);
  }

  private static TaskDescription describe(TaskInfo info, PackedPayload packed) {
    return new TaskDescription(
        Ids.fromProto(info.getTaskId()),
        Ids.fromProto(info.getAgentId()),
        ResourceConverter.fromProto(info.getResourcesList()),
        info.hasExecutor() ? Optional.of(executor(info.getExecutor())) : Optional.empty(),
        packed);
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
    var task =
        info.toBuilder()
            .clearResources()
            .addAllResources(ResourceConverter.allocatedTo(role, info.getResourcesList()));
    if (info.hasExecutor()) {
      task.setExecutor(allocated(info.getExecutor(), role));
    }
    return task.build();
  }

  static ExecutorInfo allocated(ExecutorInfo executor, String role) {
    return role.equals(ResourceKey.UNRESERVED)
        ? executor
        : executor.toBuilder()
            .clearResources()
            .addAllResources(ResourceConverter.allocatedTo(role, executor.getResourcesList()))
            .build();
  }

  /**
   * An executor; two descriptions of one executor are equal in it however they were written.
   *
   * @throws IllegalArgumentException when a resource cannot be read
   */
  static ExecutorUse executor(ExecutorInfo executor) {
    var resources = ResourceConverter.fromProto(executor.getResourcesList());
    List<Resource> written = ResourceConverter.toProto(resources);
    var plain = executor.toBuilder().clearResources().addAllResources(written);
    if (!executor.hasType() || executor.getType() == ExecutorInfo.Type.UNKNOWN) {
      plain.setType(ExecutorInfo.Type.CUSTOM);
    }
    return new ExecutorUse(
        executor.getExecutorId().getValue(), resources, new ProtoPayload(plain.build()));
  }

  /** The whole description; only the id when nobody has more. */
  public static ExecutorInfo info(ExecutorUse executor) {
    if (executor.info().bytes().length == 0) {
      return ExecutorInfo.newBuilder()
          .setExecutorId(ExecutorID.newBuilder().setValue(executor.id()))
          .build();
    }
    return ProtoPayload.read(executor.info(), ExecutorInfo.class, ExecutorInfo.parser());
  }
}
