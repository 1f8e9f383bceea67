package dev.stadion.master.wire;

import dev.stadion.master.heart.ExecutorUse;
import dev.stadion.master.heart.LatestStatus;
import dev.stadion.master.heart.StatusNote;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.convert.TaskStates;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.Task;
import dev.stadion.mesos.v1.TaskInfo;

/** Tasks as readers get them: {@code mesos.v1.Task} (mesos-v1.md §6.12). */
public final class TaskMessages {
  private TaskMessages() {}

  public static Task task(dev.stadion.master.heart.Task task) {
    TaskInfo info = Tasks.info(task.description());
    var message =
        Task.newBuilder()
            .setName(info.getName())
            .setTaskId(Ids.toProto(task.id()))
            .setFrameworkId(Ids.toProto(task.framework()))
            .setAgentId(Ids.toProto(task.agent()))
            .setState(TaskStates.toProto(task.state()))
            .addAllResources(ResourceConverter.allocatedTo(task.role(), info.getResourcesList()))
            .putAllLimits(info.getLimitsMap());
    task.description()
        .executor()
        .map(ExecutorUse::id)
        .ifPresent(id -> message.setExecutorId(ExecutorID.newBuilder().setValue(id)));
    for (LatestStatus status : task.statuses()) {
      message.addStatuses(FrameworkEvents.status(new StatusNote.Forwarded(status.wire())));
    }
    task.latest()
        .filter(latest -> latest.uuid().isPresent())
        .ifPresent(latest ->
            message
                .setStatusUpdateState(TaskStates.toProto(latest.state()))
                .setStatusUpdateUuid(Uuids.toBytes(latest.uuid().orElseThrow())));
    describe(info, message);
    return message.build();
  }

  private static void describe(TaskInfo info, Task.Builder message) {
    if (info.hasLabels()) {
      message.setLabels(info.getLabels());
    }
    if (info.hasDiscovery()) {
      message.setDiscovery(info.getDiscovery());
    }
    if (info.hasContainer()) {
      message.setContainer(info.getContainer());
    }
    if (info.hasHealthCheck()) {
      message.setHealthCheck(info.getHealthCheck());
    }
    if (info.hasKillPolicy()) {
      message.setKillPolicy(info.getKillPolicy());
    }
    CommandInfo command = info.hasCommand() ? info.getCommand() : info.getExecutor().getCommand();
    if (command.hasUser()) {
      message.setUser(command.getUser());
    }
  }
}
