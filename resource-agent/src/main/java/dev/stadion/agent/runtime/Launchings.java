package dev.stadion.agent.runtime;

import dev.stadion.agent.container.Launching;
import dev.stadion.agent.executor.ExecutorTokens;
import dev.stadion.agent.heart.AgentEffect;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.sandbox.GivenEnvironment;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.TaskInfo;
import java.nio.file.Path;
import java.util.HashMap;
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

  private static final long UNLIMITED_BYTES = Long.MAX_VALUE / 4;

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
        ResourceConverter.fromProto(info.getResourcesList()),
        info.getLimitsMap().entrySet().stream()
            .collect(
                Collectors.toMap(limit -> limit.getKey(), limit -> limit.getValue().getValue())),
        environment.ofTask(
            launch.agent(), framework, launch.task().order(), info.getResourcesList(), sandbox),
        EXECUTOR_OVERHEAD_BYTES);
  }

  /** Only of a custom executor: a default one has no process. */
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
        ResourceConverter.fromProto(info.getResourcesList()),
        Map.of(),
        given,
        UNLIMITED_BYTES);
  }
}
