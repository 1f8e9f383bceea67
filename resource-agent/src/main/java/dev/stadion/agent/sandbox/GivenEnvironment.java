package dev.stadion.agent.sandbox;

import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.mesos.convert.DurationText;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.scheduling.id.AgentId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables an agent gives to what it starts (mesos-v1.md §9.4). Pure.
 *
 * @param recoveryTimeout how long executors wait for an agent that is away
 * @param shutdownGrace what executors have to end in, unless they say otherwise
 */
public record GivenEnvironment(
    AgentAddress address, Duration recoveryTimeout, Duration shutdownGrace) {
  private static final String SUBSCRIPTION_BACKOFF = "2secs";

  /**
   * To a task's command.
   *
   * @param resources of the task
   */
  public Map<String, String> ofTask(
      AgentId agent,
      FrameworkInfo framework,
      TaskOrder order,
      List<Resource> resources,
      Sandbox sandbox) {
    ExecutorKey executor =
        order
            .membership()
            .map(of -> of.executor())
            .orElseGet(() -> new ExecutorKey(order.key().framework(), order.key().task().value()));
    Map<String, String> all = common(agent, framework, executor, sandbox, shutdownGrace);
    all.put("MESOS_TASK_ID", order.key().task().value());
    all.put("MESOS_ALLOCATION_ROLE", role(framework, resources));
    if (order.membership().isPresent()) {
      all.put("MESOS_CONTAINER_IP", address.ip());
    }
    return all;
  }

  /** To a custom executor. */
  public Map<String, String> ofExecutor(
      AgentId agent,
      FrameworkInfo framework,
      ExecutorKey executor,
      Sandbox sandbox,
      Duration itsShutdownGrace) {
    return common(agent, framework, executor, sandbox, itsShutdownGrace);
  }

  private Map<String, String> common(
      AgentId agent,
      FrameworkInfo framework,
      ExecutorKey executor,
      Sandbox sandbox,
      Duration grace) {
    var all = new LinkedHashMap<String, String>();
    String directory = sandbox.directory().toString();
    all.put("MESOS_FRAMEWORK_ID", executor.framework().value());
    all.put("MESOS_EXECUTOR_ID", executor.executor());
    all.put("MESOS_SLAVE_ID", agent.value());
    all.put("MESOS_DIRECTORY", directory);
    all.put("MESOS_SANDBOX", directory);
    all.put("MESOS_SLAVE_PID", address.pid());
    all.put("MESOS_AGENT_ENDPOINT", address.endpoint());
    all.put("MESOS_CHECKPOINT", framework.getCheckpoint() ? "1" : "0");
    all.put("MESOS_HTTP_COMMAND_EXECUTOR", "0");
    all.put("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", DurationText.of(grace));
    if (framework.getCheckpoint()) {
      all.put("MESOS_RECOVERY_TIMEOUT", DurationText.of(recoveryTimeout));
      all.put("MESOS_SUBSCRIPTION_BACKOFF_MAX", SUBSCRIPTION_BACKOFF);
    }
    all.put("LIBPROCESS_PORT", "0");
    all.put("LIBPROCESS_IP", address.ip());
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
