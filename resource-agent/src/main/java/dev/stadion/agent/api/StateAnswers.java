package dev.stadion.agent.api;

import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.usage.ProcessTable;
import dev.stadion.mesos.convert.AttributeConverter;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerID;
import dev.stadion.mesos.v1.ContainerStatus;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.Task;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.agent.Response;
import dev.stadion.scheduling.id.AgentId;
import java.time.Instant;

/** What an agent knows, in messages of Mesos (mesos-v1.md §13). */
final class StateAnswers {
  private final Agent agent;
  private final AgentState state;
  private final Instant now;

  StateAnswers(Agent agent, Instant now) {
    this.agent = agent;
    this.state = agent.state();
    this.now = now;
  }

  Response.GetState all() {
    return Response.GetState.newBuilder()
        .setGetTasks(tasks())
        .setGetExecutors(executors())
        .setGetFrameworks(frameworks())
        .build();
  }

  Response.GetAgent agent() {
    var info =
        AgentInfo.newBuilder()
            .setHostname(agent.address().hostname())
            .setPort(Integer.parseInt(agent.address().endpoint().replaceFirst(".*:", "")))
            .addAllResources(ResourceConverter.toProto(agent.settings().resources()))
            .addAllAttributes(AttributeConverter.toProto(agent.settings().attributes()));
    state.id().ifPresent(id -> info.setId(Ids.toProto(id)));
    return Response.GetAgent.newBuilder().setAgentInfo(info).build();
  }

  Response.GetFrameworks frameworks() {
    var answer = Response.GetFrameworks.newBuilder();
    for (Framework framework : state.frameworks().values()) {
      var one =
          Response.GetFrameworks.Framework.newBuilder()
              .setFrameworkInfo(Messages.frameworkInfo(framework.info()));
      if (StateDocument.isActive(state, framework.id())) {
        answer.addFrameworks(one);
      } else {
        answer.addCompletedFrameworks(one);
      }
    }
    return answer.build();
  }

  Response.GetExecutors executors() {
    var answer = Response.GetExecutors.newBuilder();
    for (AgentTask task : state.tasks().values()) {
      if (task.order().membership().isEmpty() && task.isLive()) {
        answer.addExecutors(executor(ofCommand(task)));
      }
    }
    for (AgentTask task : state.closed()) {
      if (task.order().membership().isEmpty()) {
        answer.addCompletedExecutors(executor(ofCommand(task)));
      }
    }
    state.executors().live().values().forEach(live -> answer.addExecutors(executor(info(live))));
    state.executors().ended().forEach(ended -> answer.addCompletedExecutors(executor(info(ended))));
    return answer.build();
  }

  Response.GetTasks tasks() {
    var answer = Response.GetTasks.newBuilder();
    for (AgentTask task : state.tasks().values()) {
      if (task.isTerminal()) {
        answer.addTerminatedTasks(task(task));
      } else if (task.isQueued()) {
        answer.addQueuedTasks(task(task));
      } else {
        answer.addLaunchedTasks(task(task));
      }
    }
    state.closed().forEach(task -> answer.addCompletedTasks(task(task)));
    return answer.build();
  }

  Response.GetContainers containers() {
    ProcessTable processes = ProcessTable.read();
    var answer = Response.GetContainers.newBuilder();
    for (ContainerView container : ContainerView.of(state)) {
      ContainerID id = ContainerID.newBuilder().setValue(container.container().value()).build();
      answer.addContainers(
          Response.GetContainers.Container.newBuilder()
              .setFrameworkId(Ids.toProto(container.framework()))
              .setExecutorId(ExecutorID.newBuilder().setValue(container.executor()))
              .setExecutorName(container.name())
              .setContainerId(id)
              .setContainerStatus(status(container, id))
              .setResourceStatistics(
                  ContainersDocument.resourceStatistics(container, processes, now)));
    }
    return answer.build();
  }

  private ContainerStatus status(ContainerView container, ContainerID id) {
    var status =
        ContainerStatus.newBuilder()
            .setContainerId(id)
            .addNetworkInfos(
                NetworkInfo.newBuilder()
                    .addIpAddresses(
                        NetworkInfo.IPAddress.newBuilder().setIpAddress(agent.address().ip())));
    if (!container.pids().isEmpty()) {
      status.setExecutorPid(container.pids().getFirst());
    }
    return status.build();
  }

  private Task task(AgentTask task) {
    return Messages.task(
        state.id().orElse(new AgentId("unregistered")), task, agent.address().ip());
  }

  private static Response.GetExecutors.Executor executor(ExecutorInfo info) {
    return Response.GetExecutors.Executor.newBuilder().setExecutorInfo(info).build();
  }

  private static ExecutorInfo info(AgentExecutor executor) {
    return Messages.executorInfo(executor.order().info());
  }

  /** The executor that Mesos would make for a command. */
  private static ExecutorInfo ofCommand(AgentTask task) {
    TaskInfo info = Messages.taskInfo(task.order().info());
    return ExecutorInfo.newBuilder()
        .setExecutorId(ExecutorID.newBuilder().setValue(task.key().task().value()))
        .setFrameworkId(Ids.toProto(task.key().framework()))
        .setName(StateDocument.executorName(task))
        .setSource(task.key().task().value())
        .setCommand(CommandInfo.newBuilder(info.getCommand()).clearEnvironment())
        .build();
  }
}
