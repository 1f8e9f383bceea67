package dev.stadion.agent.container;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.Volume;
import java.util.List;
import java.util.Map;

/**
 * What is to run in a container, whoever asked for it: a task's command, or an executor's.
 *
 * @param user as whom, when this agent changes users at all; may be empty
 * @param container type MESOS without anything when the task names none
 * @param given the environment the agent gives (mesos-v1.md §9.4)
 */
public record Launching(
    ContainerId id,
    Sandbox sandbox,
    String user,
    CommandInfo command,
    ContainerInfo container,
    Size size,
    Map<String, String> given) {
  public Launching {
    requireNonNull(id, "id");
    requireNonNull(sandbox, "sandbox");
    requireNonNull(user, "user");
    requireNonNull(command, "command");
    requireNonNull(container, "container");
    requireNonNull(size, "size");
    given = Map.copyOf(given);
  }

  /** The same, with more volumes. */
  public Launching with(List<Volume> volumes) {
    return new Launching(
        id,
        sandbox,
        user,
        command,
        container.toBuilder().addAllVolumes(volumes).build(),
        size,
        given);
  }

  /** The same place, but another command. */
  Launching running(CommandInfo other) {
    return new Launching(id, sandbox, user, other, container, size, given);
  }

  /** What its kind of container is without any wish. */
  public static final ContainerInfo PLAIN =
      ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS).build();
}
