package dev.stadion.offerclient;

import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.Offer.Operation;
import dev.stadion.mesos.v1.OperationID;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskGroupInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;

/** What can be done with an offer (mesos-v1.md §3.3), as messages: pure. */
public final class Operations {
  private Operations() {}

  /**
   * A task that runs a shell command; add to it what else is wanted.
   *
   * @param command as {@code sh -c} takes it
   */
  public static TaskInfo.Builder shell(
      TaskId task, AgentId agent, Resources resources, String command) {
    return TaskInfo.newBuilder()
        .setName(task.value())
        .setTaskId(Ids.toProto(task))
        .setAgentId(Ids.toProto(agent))
        .addAllResources(ResourceConverter.toProto(resources))
        .setCommand(CommandInfo.newBuilder().setValue(command));
  }

  /** Tasks that live and die each for itself. */
  public static Operation launch(List<TaskInfo> tasks) {
    var operation = Operation.newBuilder().setType(Operation.Type.LAUNCH);
    operation.getLaunchBuilder().addAllTaskInfos(tasks);
    return operation.build();
  }

  /** Tasks that start and end together. */
  public static Operation launchGroup(ExecutorInfo executor, List<TaskInfo> tasks) {
    var operation = Operation.newBuilder().setType(Operation.Type.LAUNCH_GROUP);
    operation
        .getLaunchGroupBuilder()
        .setExecutor(executor)
        .setTaskGroup(TaskGroupInfo.newBuilder().addAllTasks(tasks));
    return operation.build();
  }

  /**
   * @param resources as they shall be, the new reservation on top
   */
  public static Operation reserve(List<Resource> resources) {
    var operation = Operation.newBuilder().setType(Operation.Type.RESERVE);
    operation.getReserveBuilder().addAllResources(resources);
    return operation.build();
  }

  /**
   * @param resources as they are, the reservation to be taken away on top
   */
  public static Operation unreserve(List<Resource> resources) {
    var operation = Operation.newBuilder().setType(Operation.Type.UNRESERVE);
    operation.getUnreserveBuilder().addAllResources(resources);
    return operation.build();
  }

  /** Makes persistent volumes of reserved disk. */
  public static Operation create(List<Resource> volumes) {
    var operation = Operation.newBuilder().setType(Operation.Type.CREATE);
    operation.getCreateBuilder().addAllVolumes(volumes);
    return operation.build();
  }

  /** Removes persistent volumes with all that is in them. */
  public static Operation destroy(List<Resource> volumes) {
    var operation = Operation.newBuilder().setType(Operation.Type.DESTROY);
    operation.getDestroyBuilder().addAllVolumes(volumes);
    return operation.build();
  }

  /** The same operation, whose outcome shall be told as {@link SchedulerEvent.OperationUpdated}. */
  public static Operation tracked(Operation operation, String id) {
    return operation.toBuilder().setId(OperationID.newBuilder().setValue(id)).build();
  }
}
