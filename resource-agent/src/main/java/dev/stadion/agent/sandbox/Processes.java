package dev.stadion.agent.sandbox;

import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.id.AgentId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a task into the process that is to be started: its argument vector and its environment, of
 * which nothing comes from the agent's own but the basics given here. Pure.
 *
 * @param basics what every process needs, such as PATH
 */
public record Processes(AgentAddress address, Map<String, String> basics) {
  private static final String SHUTDOWN_GRACE = "5secs";
  private static final String RECOVERY_TIMEOUT = "15mins";
  private static final String SUBSCRIPTION_BACKOFF = "2secs";

  public Processes {
    basics = Map.copyOf(basics);
  }

  public ProcessSpec spec(
      AgentId agent,
      FrameworkInfo framework,
      TaskInfo info,
      AgentTask task,
      Sandbox sandbox,
      List<String> cgroups) {
    CommandInfo command = info.getCommand();
    List<String> environment =
        environment(agent, framework, info, task, sandbox).entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .toList();
    boolean shell = command.getShell();
    List<String> argv = shell ? List.of("sh", "-c", command.getValue()) : argv(command);
    String program = shell ? "/bin/sh" : command.getValue();
    // A bare name is looked up in the task's own PATH, which only a process of its own can do.
    boolean bare = program.indexOf('/') < 0;
    return new ProcessSpec(
        task.container(),
        bare ? "/usr/bin/env" : program,
        bare ? viaEnv(program, argv) : argv,
        environment,
        sandbox.directory().toString(),
        sandbox.stdout().toString(),
        sandbox.stderr().toString(),
        cgroups);
  }

  private static List<String> argv(CommandInfo command) {
    return command.getArgumentsCount() == 0
        ? List.of(command.getValue())
        : command.getArgumentsList();
  }

  private static List<String> viaEnv(String program, List<String> argv) {
    var all = new ArrayList<String>();
    all.add("env");
    all.add("--");
    all.add(program);
    all.addAll(argv.subList(1, argv.size()));
    return all;
  }

  /** Later ones win: the basics, what Mesos gives, what the task says (mesos-v1.md §9.4). */
  private Map<String, String> environment(
      AgentId agent, FrameworkInfo framework, TaskInfo info, AgentTask task, Sandbox sandbox) {
    var all = new LinkedHashMap<String, String>(basics);
    String directory = sandbox.directory().toString();
    all.put("MESOS_FRAMEWORK_ID", task.key().framework().value());
    all.put("MESOS_EXECUTOR_ID", task.key().task().value());
    all.put("MESOS_TASK_ID", task.key().task().value());
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
    all.put("MESOS_ALLOCATION_ROLE", role(framework, info));
    for (Environment.Variable variable : info.getCommand().getEnvironment().getVariablesList()) {
      all.put(variable.getName(), variable.getValue());
    }
    return all;
  }

  private static String role(FrameworkInfo framework, TaskInfo info) {
    return info.getResourcesList().stream()
        .filter(Resource::hasAllocationInfo)
        .map(resource -> resource.getAllocationInfo().getRole())
        .findFirst()
        .orElseGet(
            () -> framework.getRolesCount() > 0 ? framework.getRoles(0) : framework.getRole());
  }
}
