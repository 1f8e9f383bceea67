package dev.stadion.master.wire;

import dev.stadion.master.heart.Payload;
import dev.stadion.mesos.v1.Task;
import dev.stadion.mesos.v1.TaskInfo;

/**
 * What is known of the description of a task that only its agent remembers. Agents report all their
 * tasks when they come back, and nearly always the master knows them: so it is made when asked for.
 */
record RememberedTask(Task task) implements Payload {
  @Override
  public byte[] bytes() {
    return info().toByteArray();
  }

  private TaskInfo info() {
    var info =
        TaskInfo.newBuilder()
            .setName(task.getName())
            .setTaskId(task.getTaskId())
            .setAgentId(task.getAgentId())
            .addAllResources(task.getResourcesList())
            .putAllLimits(task.getLimitsMap());
    if (task.hasLabels()) {
      info.setLabels(task.getLabels());
    }
    if (task.hasDiscovery()) {
      info.setDiscovery(task.getDiscovery());
    }
    if (task.hasContainer()) {
      info.setContainer(task.getContainer());
    }
    if (task.hasHealthCheck()) {
      info.setHealthCheck(task.getHealthCheck());
    }
    if (task.hasKillPolicy()) {
      info.setKillPolicy(task.getKillPolicy());
    }
    return info.build();
  }
}
