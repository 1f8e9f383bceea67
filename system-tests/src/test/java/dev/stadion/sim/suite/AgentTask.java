package dev.stadion.sim.suite;

import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Task;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayDeque;

/** What a model agent keeps on its disk of one task, and the process behind it. */
final class AgentTask {
  final FrameworkInfo framework;
  final TaskInfo info;
  final Resources resources;
  final ArrayDeque<TaskStatus> unacknowledged = new ArrayDeque<>();
  TaskState state = TaskState.TASK_STAGING;

  /** The process; it outlives the agent. */
  boolean alive;

  /** Somebody has asked the process to end. */
  boolean ending;

  AgentTask(FrameworkInfo framework, TaskInfo info) {
    this.framework = framework;
    this.info = info;
    this.resources = ResourceConverter.fromProto(info.getResourcesList());
  }

  String id() {
    return info.getTaskId().getValue();
  }

  String frameworkId() {
    return framework.getId().getValue();
  }

  boolean isOver() {
    return switch (state) {
      case TASK_FINISHED, TASK_FAILED, TASK_KILLED, TASK_ERROR -> true;
      default -> false;
    };
  }

  /** As it is reported when the agent subscribes. */
  Task report(String agentId) {
    var task =
        Task.newBuilder()
            .setName(info.getName())
            .setTaskId(info.getTaskId())
            .setFrameworkId(framework.getId())
            .setState(state)
            .addAllResources(info.getResourcesList());
    task.getAgentIdBuilder().setValue(agentId);
    if (!unacknowledged.isEmpty()) {
      TaskStatus first = unacknowledged.getFirst();
      task.setStatusUpdateState(first.getState());
      task.setStatusUpdateUuid(first.getUuid());
      task.addStatuses(first);
    }
    return task.build();
  }

  Call.Update update() {
    return Call.Update.newBuilder()
        .setFrameworkId(framework.getId())
        .setStatus(unacknowledged.getFirst())
        .setLatestState(state)
        .build();
  }
}
