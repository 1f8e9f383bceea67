package dev.stadion.agent.runtime;

import dev.stadion.agent.container.Launching;
import dev.stadion.agent.heart.AgentEffect;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.sandbox.GivenEnvironment;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.TaskInfo;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Turns what the heart decided to start into what the containers are to start. Pure. */
record Launchings(Path workDirectory, GivenEnvironment environment) {
  private static final long EXECUTOR_OVERHEAD_BYTES = 32L << 20; // mesos-v1.md §9.1

  Launching of(AgentEffect.Launch launch) {
    TaskInfo info = Messages.taskInfo(launch.task().order().info());
    FrameworkInfo framework = Messages.frameworkInfo(launch.framework().info());
    Sandbox sandbox =
        Sandbox.of(workDirectory, launch.agent(), launch.task().key(), launch.task().container());
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
        environment.of(
            launch.agent(), framework, launch.task().key(), info.getResourcesList(), sandbox),
        EXECUTOR_OVERHEAD_BYTES);
  }
}
