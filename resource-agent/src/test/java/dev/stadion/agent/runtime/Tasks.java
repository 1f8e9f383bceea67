package dev.stadion.agent.runtime;

import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.resource.Resources;

/** Tasks for tests. */
public final class Tasks {
  private Tasks() {}

  public static TaskInfo shell(String id, String command) {
    return shell(id, CommandInfo.newBuilder().setValue(command).build(), 64);
  }

  public static TaskInfo shell(String id, CommandInfo command, double mem) {
    return TaskInfo.newBuilder()
        .setName(id)
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setAgentId(AgentID.newBuilder().setValue("agent-1"))
        .addAllResources(ResourceConverter.toProto(Resources.of(0.1, mem, 0)))
        .setCommand(command)
        .build();
  }
}
