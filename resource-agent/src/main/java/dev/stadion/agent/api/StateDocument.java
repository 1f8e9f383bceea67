package dev.stadion.agent.api;

import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Framework;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.resource.ResourcesText;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The document {@code /state}: resources as maps, ids as plain strings (mesos-v1.md §12). */
final class StateDocument {
  private static final int COMMAND_SHOWN = 12; // mesos-v1.md §9.1

  private StateDocument() {}

  static Map<String, Object> of(Agent agent, Instant started) {
    AgentState state = agent.state();
    Resources all = agent.settings().resources();
    var document = new LinkedHashMap<String, Object>(version(started));
    document.put("start_time", started.toEpochMilli() / 1000.0);
    document.put("id", state.id().map(id -> id.value()).orElse(""));
    document.put("pid", agent.address().pid());
    document.put("hostname", agent.address().hostname());
    document.put("capabilities", Messages.CAPABILITIES.stream().map(Enum::name).toList());
    document.put("resources", resources(all));
    ReservedResources.put(document, all, state);
    document.put("attributes", attributes(agent.settings().attributes()));
    agent.masterAddress().ifPresent(master -> document.put("master_hostname", master.getHost()));
    AgentLog.file()
        .map(Path::getParent)
        .ifPresent(directory -> document.put("log_dir", directory.toString()));
    document.put("flags", Flags.of(agent));
    document.put("frameworks", frameworks(agent, state, true));
    document.put("completed_frameworks", frameworks(agent, state, false));
    return document;
  }

  static Map<String, Object> version(Instant started) {
    var document = new LinkedHashMap<String, Object>();
    document.put("version", Agent.VERSION);
    document.put("build_date", started.toString());
    document.put("build_time", (double) started.getEpochSecond());
    document.put("build_user", "stadion");
    return document;
  }

  /**
   * @param active those of which something lives; else those of which something is remembered
   */
  private static List<Object> frameworks(Agent agent, AgentState state, boolean active) {
    var documents = new ArrayList<Object>();
    for (Framework framework : state.frameworks().values()) {
      List<AgentTask> live = of(framework, state.tasks().values());
      List<AgentTask> closed = of(framework, state.closed());
      boolean lives = isActive(state, framework.id());
      boolean known = lives || !closed.isEmpty() || hasExecutors(state, framework);
      if (known && lives == active) {
        documents.add(framework(agent, state, framework, live, closed));
      }
    }
    return documents;
  }

  /** Whether it has a task here that somebody still has to hear of, or an executor. */
  static boolean isActive(AgentState state, FrameworkId framework) {
    return state.tasks().keySet().stream().anyMatch(key -> key.framework().equals(framework))
        || state.executors().live().keySet().stream()
            .anyMatch(key -> key.framework().equals(framework));
  }

  private static boolean hasExecutors(AgentState state, Framework framework) {
    return Stream.concat(
            state.executors().live().keySet().stream(),
            state.executors().ended().stream().map(AgentExecutor::key))
        .anyMatch(key -> key.framework().equals(framework.id()));
  }

  /** The command tasks: each has an executor of its own that nobody sees. */
  private static List<AgentTask> of(Framework framework, Iterable<AgentTask> tasks) {
    var mine = new ArrayList<AgentTask>();
    for (AgentTask task : tasks) {
      if (task.key().framework().equals(framework.id()) && task.order().membership().isEmpty()) {
        mine.add(task);
      }
    }
    return mine;
  }

  private static Map<String, Object> framework(
      Agent agent,
      AgentState state,
      Framework framework,
      List<AgentTask> live,
      List<AgentTask> closed) {
    FrameworkInfo info = Messages.frameworkInfo(framework.info());
    var document = new LinkedHashMap<String, Object>();
    document.put("id", framework.id().value());
    document.put("name", info.getName());
    document.put("user", info.getUser());
    document.put("failover_timeout", info.getFailoverTimeout());
    document.put("checkpoint", info.getCheckpoint());
    document.put("hostname", info.getHostname());
    if (info.hasPrincipal()) {
      document.put("principal", info.getPrincipal());
    }
    if (info.getRolesCount() > 0) {
      document.put("roles", List.copyOf(info.getRolesList()));
    } else {
      document.put("role", info.getRole());
    }
    Path work = agent.settings().workDirectory();
    document.put(
        "executors",
        Stream.concat(
                live.stream().map(task -> executor(agent, state, task)),
                ExecutorDocument.live(state, work, agent.address().ip(), framework))
            .toList());
    document.put(
        "completed_executors",
        Stream.concat(
                closed.stream().map(task -> executor(agent, state, task)),
                ExecutorDocument.ended(state, work, agent.address().ip(), framework))
            .toList());
    return document;
  }

  private static Map<String, Object> executor(Agent agent, AgentState state, AgentTask task) {
    TaskInfo info = Messages.taskInfo(task.order().info());
    Map<String, Object> taskDocument = TaskDocument.of(state, task, agent.address().ip());
    var document = new LinkedHashMap<String, Object>();
    document.put("id", task.key().task().value());
    document.put("name", executorName(task));
    document.put("source", task.key().task().value());
    document.put("container", task.container().value());
    state
        .id()
        .ifPresent(id ->
            document.put(
                "directory",
                Sandbox.of(agent.settings().workDirectory(), id, task.key(), task.container())
                    .directory()
                    .toString()));
    document.put("resources", resources(ResourceConverter.fromProto(info.getResourcesList())));
    document.put("tasks", task.isLive() ? List.of(taskDocument) : List.of());
    document.put("queued_tasks", List.of());
    document.put("completed_tasks", task.isLive() ? List.of() : List.of(taskDocument));
    return document;
  }

  /** As in {@code Command Executor (Task: t) (Command: sh -c 'echo hello…')}. */
  static String executorName(AgentTask task) {
    CommandInfo command = Messages.taskInfo(task.order().info()).getCommand();
    String start =
        command.getShell()
            ? "sh -c '" + shortened(command.getValue()) + "'"
            : shortened(command.getValue());
    return "Command Executor (Task: " + task.key().task() + ") (Command: " + start + ")";
  }

  private static String shortened(String text) {
    return text.length() > COMMAND_SHOWN ? text.substring(0, COMMAND_SHOWN) + "..." : text;
  }

  static Map<String, Object> resources(Resources resources) {
    var document = new LinkedHashMap<String, Object>();
    for (String name : List.of(Resources.CPUS, Resources.GPUS, Resources.MEM, Resources.DISK)) {
      document.put(name, resources.amount(name));
    }
    document.put(Resources.PORTS, ResourcesText.value(resources.ranges(Resources.PORTS)));
    resources
        .parts()
        .forEach((key, quantity) ->
            document.computeIfAbsent(
                key.name(),
                name ->
                    quantity instanceof Quantity.Scalar
                        ? (Object) resources.amount(name)
                        : ResourcesText.value(quantity)));
    return document;
  }

  private static Map<String, Object> attributes(List<Attribute> attributes) {
    var document = new LinkedHashMap<String, Object>();
    for (Attribute attribute : attributes) {
      document.put(
          attribute.name(),
          switch (attribute) {
            case Attribute.Text(_, var value) -> value;
            case Attribute.Scalar(_, double value) -> value;
            case Attribute.Ranges(_, var value) ->
                value.stream().map(Range::toString).collect(Collectors.joining(", ", "[", "]"));
            case Attribute.Items(_, var value) ->
                value.stream().sorted().collect(Collectors.joining(", ", "{", "}"));
          });
    }
    return document;
  }
}
