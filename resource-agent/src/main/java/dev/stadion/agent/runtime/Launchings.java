package dev.stadion.agent.runtime;

import dev.stadion.agent.container.Launching;
import dev.stadion.agent.container.Size;
import dev.stadion.agent.executor.ExecutorTokens;
import dev.stadion.agent.heart.AgentEffect;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.sandbox.GivenEnvironment;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.resource.Resources;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns what the heart decided to start into what the containers are to start. Pure.
 *
 * @param tokens present when executors must prove who they are
 */
record Launchings(
    Path workDirectory, GivenEnvironment environment, Optional<ExecutorTokens> tokens) {
  private static final long EXECUTOR_OVERHEAD_BYTES = 32L << 20; // mesos-v1.md §9.1

  Launching of(AgentEffect.Launch launch) {
    TaskInfo info = Messages.taskInfo(launch.task().order().info());
    FrameworkInfo framework = Messages.frameworkInfo(launch.framework().info());
    Sandbox sandbox = Sandbox.of(workDirectory, launch.agent(), launch.task().order());
    return new Launching(
        launch.task().container(),
        sandbox,
        info.getCommand().hasUser() ? info.getCommand().getUser() : framework.getUser(),
        info.getCommand(),
        info.hasContainer() ? info.getContainer() : Launching.PLAIN,
        new Size(
            ResourceConverter.fromProto(info.getResourcesList()),
            info.getLimitsMap().entrySet().stream()
                .collect(
                    Collectors.toMap(
                        limit -> limit.getKey(), limit -> limit.getValue().getValue())),
            EXECUTOR_OVERHEAD_BYTES),
        environment.ofTask(
            launch.agent(), framework, launch.task().order(), info.getResourcesList(), sandbox));
  }

  /** Of a default executor only its place and its user count: it has no process. */
  Launching of(AgentEffect.LaunchExecutor launch) {
    ExecutorOrder order = launch.executor().order();
    ExecutorInfo info = Messages.executorInfo(order.info());
    FrameworkInfo framework = Messages.frameworkInfo(launch.framework().info());
    Sandbox sandbox = Sandbox.of(workDirectory, launch.agent(), order.key(), order.container());
    var given =
        new HashMap<>(
            environment.ofExecutor(
                launch.agent(), framework, order.key(), sandbox, order.shutdownGrace()));
    tokens.ifPresent(
        all -> given.put(ExecutorTokens.VARIABLE, all.issue(order.key(), order.container())));
    return new Launching(
        order.container(),
        sandbox,
        info.getCommand().hasUser() ? info.getCommand().getUser() : framework.getUser(),
        info.getCommand(),
        info.hasContainer() ? info.getContainer() : Launching.PLAIN,
        size(order, List.of()),
        given);
  }

  /**
   * A custom executor has what it asked for and what its tasks asked for (mesos-v1.md §9.3).
   *
   * @param tasks that live
   */
  static Size size(ExecutorOrder executor, List<AgentTask> tasks) {
    return new Size(
        tasks.stream()
            .map(task -> Messages.taskInfo(task.order().info()).getResourcesList())
            .map(ResourceConverter::fromProto)
            .reduce(
                ResourceConverter.fromProto(
                    Messages.executorInfo(executor.info()).getResourcesList()),
                Resources::plus),
        Map.of(),
        0);
  }

  /** What is remembered of the containers that a Docker engine keeps. */
  static Map<ContainerId, ProcessStatus> liveInDocker(AgentState state) {
    var all = new HashMap<ContainerId, ProcessStatus>();
    for (AgentTask task : state.tasks().values()) {
      if (task.isLive()
          && task.process().isPresent()
          && isDocker(Messages.taskInfo(task.order().info()).getContainer())) {
        all.put(task.container(), task.process().get());
      }
    }
    for (AgentExecutor executor : state.executors().live().values()) {
      if (executor.process().isPresent()
          && isDocker(Messages.executorInfo(executor.order().info()).getContainer())) {
        all.put(executor.order().container(), executor.process().get());
      }
    }
    return all;
  }

  /** A message that is not there says DOCKER, too: it is the first of the types. */
  private static boolean isDocker(ContainerInfo container) {
    return container.hasType() && container.getType() == ContainerInfo.Type.DOCKER;
  }
}
