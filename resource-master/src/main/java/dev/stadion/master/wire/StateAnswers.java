package dev.stadion.master.wire;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Payload;
import dev.stadion.master.heart.Task;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.master.Response.GetAgents;
import dev.stadion.mesos.v1.master.Response.GetExecutors;
import dev.stadion.mesos.v1.master.Response.GetFrameworks;
import dev.stadion.mesos.v1.master.Response.GetState;
import dev.stadion.mesos.v1.master.Response.GetTasks;
import dev.stadion.scheduling.task.TaskState;
import java.util.Comparator;

/** The state of the cluster as operators get it (mesos-v1.md §13). */
public final class StateAnswers {
  private StateAnswers() {}

  public static GetState state(MasterState state) {
    return GetState.newBuilder()
        .setGetTasks(tasks(state))
        .setGetExecutors(executors(state))
        .setGetFrameworks(frameworks(state))
        .setGetAgents(agents(state))
        .build();
  }

  public static GetAgents agents(MasterState state) {
    return AgentMessages.all(state);
  }

  public static GetFrameworks frameworks(MasterState state) {
    return FrameworkMessages.all(state);
  }

  /** Ended tasks that still wait for an acknowledgement are among the living ones, as in Mesos. */
  public static GetTasks tasks(MasterState state) {
    var tasks = GetTasks.newBuilder();
    for (Framework framework : state.frameworks().values()) {
      for (Task task : framework.tasks().values()) {
        if (task.state() == TaskState.UNREACHABLE) {
          tasks.addUnreachableTasks(TaskMessages.task(task));
        } else {
          tasks.addTasks(TaskMessages.task(task));
        }
      }
    }
    state
        .history()
        .tasks()
        .values()
        .forEach(ended -> ended.forEach(task -> tasks.addCompletedTasks(TaskMessages.task(task))));
    return tasks.build();
  }

  /** Executors that frameworks brought themselves; plain commands have none. */
  public static GetExecutors executors(MasterState state) {
    var executors = GetExecutors.newBuilder();
    state.agents().values().stream()
        .filter(agent -> agent.status().countsInPool())
        .sorted(Comparator.comparing(Agent::id))
        .forEach(agent ->
            agent
                .executors()
                .forEach((key, executor) -> {
                  Payload info = executor.use().info();
                  // Nobody has the description of what only its tasks remember.
                  if (info.bytes().length > 0) {
                    executors.addExecutors(executor(agent, key.framework(), info));
                  }
                }));
    return executors.build();
  }

  private static GetExecutors.Executor executor(Agent agent, String framework, Payload info) {
    return GetExecutors.Executor.newBuilder()
        .setExecutorInfo(
            ProtoPayload.read(info, ExecutorInfo.class, ExecutorInfo.parser()).toBuilder()
                .setFrameworkId(FrameworkID.newBuilder().setValue(framework)))
        .setAgentId(Ids.toProto(agent.id()))
        .build();
  }
}
