package dev.stadion.benchmarks.simulated;

import dev.stadion.agent.master.AgentStreamListener;
import dev.stadion.agent.master.MasterLink;
import dev.stadion.agent.master.MasterLinkSettings;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.TaskStates;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Task;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * One agent that says the same to every order, as its habit is, and TASK_KILLED to every kill.
 * Everything happens on the thread of its link, but for what {@link SimulatedAgents.Counters}
 * counts.
 */
final class SimulatedAgent implements AgentStreamListener, AutoCloseable {
  private static final String VERSION = "1.11.0";

  private final AgentInfo info;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Ways ways;
  private final SimulatedAgents.Counters counters;
  private final MasterLink link;
  private final Map<TaskKey, Simulated> tasks = new LinkedHashMap<>();
  private final Map<FrameworkID, FrameworkInfo> frameworks = new LinkedHashMap<>();
  private AgentID id;
  private long highestEpoch;
  private boolean subscribed;

  /** What all agents have in common. */
  record Ways(
      SimulatedAgents.Habit habit,
      SimulatedAgents.Orders orders,
      SimulatedAgents.Counters counters) {}

  private record TaskKey(FrameworkID framework, TaskID task) {}

  /** A task and what was said of it last; {@code unacknowledged} until the master has heard. */
  private static final class Simulated {
    final TaskInfo info;
    TaskStatus said;
    boolean unacknowledged;

    /** Only what is reported again: a real agent keeps the rest on its disk. */
    Simulated(TaskInfo order) {
      this.info =
          TaskInfo.newBuilder()
              .setName(order.getName())
              .setTaskId(order.getTaskId())
              .setAgentId(order.getAgentId())
              .addAllResources(order.getResourcesList())
              .setLabels(order.getLabels())
              .build();
    }
  }

  SimulatedAgent(
      HttpClient http,
      MasterLinkSettings settings,
      AgentInfo info,
      InstantSource clock,
      RandomGenerator random,
      Ways ways) {
    this.info = info;
    this.clock = clock;
    this.random = random;
    this.ways = ways;
    this.counters = ways.counters();
    this.link = new MasterLink(http, settings, this::subscribe, this, random);
  }

  void start() {
    link.start();
  }

  @Override
  public void on(Event event) {
    highestEpoch = Math.max(highestEpoch, event.getEpoch());
    switch (event.getType()) {
      case SUBSCRIBED -> subscribed(event.getSubscribed());
      case RUN_TASKS -> run(event.getRunTasks());
      case KILL_TASK -> kill(event.getKillTask());
      case ACKNOWLEDGE ->
          event.getAcknowledge().getAcknowledgementsList().forEach(this::acknowledged);
      case SHUTDOWN_FRAMEWORK -> shutdown(event.getShutdownFramework().getFrameworkId());
      case REFUSED -> {
        tasks.clear();
        id = null;
      }
      case PING, HEARTBEAT, UNKNOWN -> {}
      case RUN_TASK_GROUP, SHUTDOWN_EXECUTOR, MESSAGE, CHECKPOINT_RESOURCES, UPDATE_FRAMEWORK -> {}
    }
  }

  /** Also of a stream that ended before its first word. */
  @Override
  public void disconnected(String why) {
    if (subscribed) {
      subscribed = false;
      counters.disconnected();
    }
  }

  @Override
  public void close() {
    link.close();
  }

  private Call subscribe() {
    Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    AgentInfo.Builder known = info.toBuilder();
    if (id != null) {
      known.setId(id);
      call.setAgentId(id);
      tasks.forEach((key, task) -> call.getSubscribeBuilder().addTasks(task(key, task)));
      call.getSubscribeBuilder().addAllFrameworks(frameworks.values());
    }
    call.getSubscribeBuilder()
        .setAgentInfo(known)
        .setVersion(VERSION)
        .addCapabilities(
            AgentInfo.Capability.newBuilder().setType(AgentInfo.Capability.Type.MULTI_ROLE))
        .setHighestEpoch(highestEpoch);
    return call.build();
  }

  private void subscribed(Event.Subscribed word) {
    id = word.getAgentId();
    if (!subscribed) {
      subscribed = true;
      counters.subscribed();
    }
    var again = new ArrayList<Call.Update>();
    tasks.forEach((key, task) -> {
      if (task.unacknowledged) {
        again.add(update(key, task));
      }
    });
    send(again);
  }

  private void run(Event.RunTasks run) {
    FrameworkInfo framework = run.getFramework();
    frameworks.put(framework.getId(), framework);
    var updates = new ArrayList<Call.Update>();
    for (TaskInfo order : run.getTasksList()) {
      var key = new TaskKey(framework.getId(), order.getTaskId());
      if (!tasks.containsKey(key)) {
        ways.orders().received(order);
        tasks.put(key, new Simulated(order));
        updates.add(say(key, ways.habit().state));
        counters.started();
        if (!isLive(key)) {
          counters.ended();
        }
      }
    }
    send(updates);
  }

  private void kill(Event.KillTask kill) {
    var key = new TaskKey(kill.getFrameworkId(), kill.getTaskId());
    if (isLive(key)) {
      send(List.of(say(key, TaskState.TASK_KILLED)));
      counters.ended();
    }
  }

  private void shutdown(FrameworkID framework) {
    tasks.keySet().stream()
        .filter(key -> key.framework().equals(framework) && isLive(key))
        .toList()
        .forEach(key -> {
          send(List.of(say(key, TaskState.TASK_KILLED)));
          counters.ended();
        });
  }

  private boolean isLive(TaskKey key) {
    Simulated task = tasks.get(key);
    return task != null && !TaskStates.fromProto(task.said.getState()).isTerminal();
  }

  private void acknowledged(Event.Acknowledgement receipt) {
    var key = new TaskKey(receipt.getFrameworkId(), receipt.getTaskId());
    Simulated task = tasks.get(key);
    if (task == null || !task.said.getUuid().equals(receipt.getUuid())) {
      return; // of an update that a newer one has replaced
    }
    task.unacknowledged = false;
    counters.acknowledged();
    if (TaskStates.fromProto(task.said.getState()).isTerminal()) {
      tasks.remove(key);
    }
  }

  private Call.Update say(TaskKey key, TaskState state) {
    Simulated task = tasks.get(key);
    task.said =
        TaskStatus.newBuilder()
            .setTaskId(key.task())
            .setAgentId(id)
            .setState(state)
            .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
            .setTimestamp(Durations.toTimestamp(clock.instant()))
            .setUuid(Uuids.toBytes(new UUID(random.nextLong(), random.nextLong())))
            .build();
    task.unacknowledged = true;
    return update(key, task);
  }

  private static Call.Update update(TaskKey key, Simulated task) {
    return Call.Update.newBuilder()
        .setFrameworkId(key.framework())
        .setStatus(task.said)
        .setLatestState(task.said.getState())
        .build();
  }

  private void send(List<Call.Update> updates) {
    if (!updates.isEmpty()) {
      link.send(updates);
    }
  }

  private Task task(TaskKey key, Simulated task) {
    var wire =
        Task.newBuilder()
            .setName(task.info.getName())
            .setTaskId(key.task())
            .setFrameworkId(key.framework())
            .setAgentId(id)
            .setState(task.said.getState())
            .addAllResources(task.info.getResourcesList())
            .setLabels(task.info.getLabels())
            .addStatuses(task.said.toBuilder().clearUuid());
    if (task.unacknowledged) {
      wire.setStatusUpdateState(task.said.getState()).setStatusUpdateUuid(task.said.getUuid());
    }
    return wire.build();
  }
}
