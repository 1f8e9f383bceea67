package dev.stadion.agent.sandbox;

import dev.stadion.agent.task.TaskKey;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.scheduling.id.AgentId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variables an agent gives to what it starts (mesos-v1.md §9.4). Pure. */
public record GivenEnvironment(AgentAddress address) {
  private static final String SHUTDOWN_GRACE = "5secs";
  private static final String RECOVERY_TIMEOUT = "15mins";
  private static final String SUBSCRIPTION_BACKOFF = "2secs";

  /**
   * @param task whose executor, of the same id, this is for
   * @param resources of the task
   */
  public Map<String, String> of(
      AgentId agent,
      FrameworkInfo framework,
      TaskKey task,
      List<Resource> resources,
      Sandbox sandbox) {
    var all = new LinkedHashMap<String, String>();
    String directory = sandbox.directory().toString();
    all.put("MESOS_FRAMEWORK_ID", task.framework().value());
    all.put("MESOS_EXECUTOR_ID", task.task().value());
    all.put("MESOS_TASK_ID", task.task().value());
    all.put("MESOS_SLAVE_ID", agent.value());
    all.put("MESOS_DIRECTORY", directory);
    all.put("MESOS_SANDBOX", directory);
    all.put("MESOS_SLAVE_PID", address.pid());
    all.put("MESOS_AGENT_ENDPOINT", address.endpoint());
    all.put("MESOS_CHECKPOINT", framework.getCheckpoint() ? "1" : "0");
    all.put("MESOS_HTTP_COMMAND_EXECUTOR", "0");
    all.put("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", SHUTDOWN_GRACE);
    if (framework.getCheckpoint()) {
      all.put("MESOS_RECOVERY_TIMEOUT", RECOVERY_TIMEOUT);
      all.put("MESOS_SUBSCRIPTION_BACKOFF_MAX", SUBSCRIPTION_BACKOFF);
    }
    all.put("LIBPROCESS_PORT", "0");
    all.put("LIBPROCESS_IP", address.ip());
    all.put("MESOS_ALLOCATION_ROLE", role(framework, resources));
    return all;
  }

  private static String role(FrameworkInfo framework, List<Resource> resources) {
    return resources.stream()
        .filter(Resource::hasAllocationInfo)
        .map(resource -> resource.getAllocationInfo().getRole())
        .findFirst()
        .orElseGet(
            () -> framework.getRolesCount() > 0 ? framework.getRoles(0) : framework.getRole());
  }
}
