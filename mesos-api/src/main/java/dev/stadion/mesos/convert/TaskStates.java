package dev.stadion.mesos.convert;

import dev.stadion.scheduling.task.TaskState;

/** Task states by name (mesos-v1.md §7.1). */
public final class TaskStates {
  private TaskStates() {}

  public static dev.stadion.mesos.v1.TaskState toProto(TaskState state) {
    return switch (state) {
      case STAGING -> dev.stadion.mesos.v1.TaskState.TASK_STAGING;
      case STARTING -> dev.stadion.mesos.v1.TaskState.TASK_STARTING;
      case RUNNING -> dev.stadion.mesos.v1.TaskState.TASK_RUNNING;
      case KILLING -> dev.stadion.mesos.v1.TaskState.TASK_KILLING;
      case FINISHED -> dev.stadion.mesos.v1.TaskState.TASK_FINISHED;
      case FAILED -> dev.stadion.mesos.v1.TaskState.TASK_FAILED;
      case KILLED -> dev.stadion.mesos.v1.TaskState.TASK_KILLED;
      case ERROR -> dev.stadion.mesos.v1.TaskState.TASK_ERROR;
      case LOST -> dev.stadion.mesos.v1.TaskState.TASK_LOST;
      case DROPPED -> dev.stadion.mesos.v1.TaskState.TASK_DROPPED;
      case UNREACHABLE -> dev.stadion.mesos.v1.TaskState.TASK_UNREACHABLE;
      case GONE -> dev.stadion.mesos.v1.TaskState.TASK_GONE;
      case GONE_BY_OPERATOR -> dev.stadion.mesos.v1.TaskState.TASK_GONE_BY_OPERATOR;
      case UNKNOWN -> dev.stadion.mesos.v1.TaskState.TASK_UNKNOWN;
    };
  }

  public static TaskState fromProto(dev.stadion.mesos.v1.TaskState state) {
    return switch (state) {
      case TASK_STAGING -> TaskState.STAGING;
      case TASK_STARTING -> TaskState.STARTING;
      case TASK_RUNNING -> TaskState.RUNNING;
      case TASK_KILLING -> TaskState.KILLING;
      case TASK_FINISHED -> TaskState.FINISHED;
      case TASK_FAILED -> TaskState.FAILED;
      case TASK_KILLED -> TaskState.KILLED;
      case TASK_ERROR -> TaskState.ERROR;
      case TASK_LOST -> TaskState.LOST;
      case TASK_DROPPED -> TaskState.DROPPED;
      case TASK_UNREACHABLE -> TaskState.UNREACHABLE;
      case TASK_GONE -> TaskState.GONE;
      case TASK_GONE_BY_OPERATOR -> TaskState.GONE_BY_OPERATOR;
      case TASK_UNKNOWN -> TaskState.UNKNOWN;
    };
  }
}
