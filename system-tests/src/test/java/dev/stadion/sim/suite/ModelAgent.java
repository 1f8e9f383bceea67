package dev.stadion.sim.suite;

import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.sim.kernel.Link;
import dev.stadion.sim.kernel.SimNode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * An agent as the protocol wants it: what it was told to run it writes down first, a repeated order
 * starts nothing, processes outlive it, and a status is sent until it is acknowledged.
 */
final class ModelAgent extends SimNode {
  private static final Duration RESEND = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final SimSuite suite;
  private final Resources resources;

  // On its disk.
  private final TreeMap<String, AgentTask> tasks = new TreeMap<>();
  private Optional<String> id = Optional.empty();
  private long highestEpoch;

  // In its memory.
  private Link link;
  private Optional<String> stream = Optional.empty();
  private Duration lastHeard = Duration.ZERO;

  private boolean booksChanged;

  ModelAgent(SimSuite suite, String name, Resources resources) {
    super(suite.sim(), name);
    this.suite = suite;
    this.resources = resources;
  }

  Resources resources() {
    return resources;
  }

  Optional<String> id() {
    return id;
  }

  boolean isRegistered() {
    return isUp() && stream.isPresent();
  }

  Collection<AgentTask> tasks() {
    return tasks.values();
  }

  @Override
  protected void started() {
    tasks.values().forEach(this::lookAfter);
    subscribe();
  }

  @Override
  protected void died() {
    link = null;
    stream = Optional.empty();
  }

  /** What living processes were promised is there, and nothing is promised twice. */
  void checkBooks() {
    if (!booksChanged) {
      return;
    }
    booksChanged = false;
    Resources left = resources;
    for (AgentTask task : tasks.values()) {
      if (task.alive) {
        // Ports that two tasks hold are not contained the second time.
        // What was reserved meanwhile is part of what the machine has.
        left = left.minus(plain(task.resources));
      }
    }
  }

  private static Resources plain(Resources promised) {
    return promised.mapKeys(key -> ResourceKey.unreserved(key.name()));
  }

  // ---- the conversation ----

  private void subscribe() {
    stream = Optional.empty();
    link =
        suite
            .net()
            .connect(this, suite.master(), l -> new FromMaster(l), suite.master()::agentConnection);
    if (link == null) {
      subscribeLater();
      return;
    }
    lastHeard = sim().elapsed();
    watch(link);
    link.toServer(name() + " subscribes", subscribeCall());
  }

  private void subscribeLater() {
    later(
        sim().between(Duration.ofMillis(100), Duration.ofSeconds(1)),
        "",
        () -> {
          if (link == null) {
            subscribe();
          }
        });
  }

  private void watch(Link watched) {
    later(
        Duration.ofSeconds(1),
        "",
        () -> {
          if (link == watched) {
            if (sim().elapsed().minus(lastHeard).compareTo(SILENCE) > 0) {
              sim().trace().note(name() + " has not heard of the master for too long");
              watched.cut();
            } else {
              watch(watched);
            }
          }
        });
  }

  private Call subscribeCall() {
    var info =
        AgentInfo.newBuilder()
            .setHostname(name())
            .setPort(5051)
            .addAllResources(ResourceConverter.toProto(resources));
    var call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    id.ifPresent(known -> {
      info.getIdBuilder().setValue(known);
      call.getAgentIdBuilder().setValue(known);
    });
    var subscribe =
        call.getSubscribeBuilder()
            .setAgentInfo(info)
            .setVersion("1.11.0")
            .setHighestEpoch(highestEpoch);
    var frameworks = new TreeMap<String, FrameworkInfo>();
    for (AgentTask task : tasks.values()) {
      subscribe.addTasks(task.report(id.orElse("none")));
      frameworks.put(task.frameworkId(), task.framework);
    }
    subscribe.addAllFrameworks(frameworks.values());
    return call.build();
  }

  private final class FromMaster implements Link.End {
    private final Link own;

    FromMaster(Link own) {
      this.own = own;
    }

    @Override
    public void received(Object message) {
      if (own != link) {
        return;
      }
      lastHeard = sim().elapsed();
      if (message instanceof MasterNode.Opened(String newStream)) {
        stream = Optional.of(newStream);
        return;
      }
      var event = (Event) message;
      if (event.getEpoch() < highestEpoch) {
        suite.sometimes().saw("an agent refused an old master");
        return;
      }
      highestEpoch = event.getEpoch();
      obey(event);
    }

    @Override
    public void closed() {
      if (own == link) {
        link = null;
        stream = Optional.empty();
        subscribeLater();
      }
    }
  }

  private void obey(Event event) {
    switch (event.getType()) {
      case SUBSCRIBED -> {
        id = Optional.of(event.getSubscribed().getAgentId().getValue());
        tasks.values().forEach(this::sendFirst);
      }
      case RUN_TASKS ->
          event
              .getRunTasks()
              .getTasksList()
              .forEach(task -> run(event.getRunTasks().getFramework(), task));
      case KILL_TASK -> kill(event.getKillTask().getTaskId().getValue());
      case ACKNOWLEDGE ->
          event.getAcknowledge().getAcknowledgementsList().forEach(this::acknowledged);
      case SHUTDOWN_FRAMEWORK -> {
        String framework = event.getShutdownFramework().getFrameworkId().getValue();
        List.copyOf(tasks.values()).stream()
            .filter(task -> task.frameworkId().equals(framework))
            .forEach(task -> kill(task.id()));
      }
      case PING -> {
        call(Call.newBuilder().setType(Call.Type.PONG));
        if (!event.getPing().getConnected()) {
          link.cut();
        }
      }
      case REFUSED -> throw new AssertionError(name() + " was refused: " + event.getRefused());
      case RUN_TASK_GROUP,
          SHUTDOWN_EXECUTOR,
          MESSAGE,
          CHECKPOINT_RESOURCES,
          UPDATE_FRAMEWORK,
          HEARTBEAT,
          UNKNOWN -> {}
    }
  }

  /** One request; when it fails, the connection is of no use any more. */
  private void call(Call.Builder call) {
    if (stream.isEmpty() || id.isEmpty()) {
      return;
    }
    Link used = link;
    call.setAgentId(AgentID.newBuilder().setValue(id.get()));
    suite
        .net()
        .<Integer>request(
            this,
            suite.master(),
            name() + " " + call.getType(),
            answer -> suite.master().agentCall(stream.orElse(""), call.build(), answer),
            code -> {
              if (code >= 400 && used == link && used != null) {
                used.cut();
              }
            },
            () -> {});
  }

  // ---- tasks ----

  private void run(FrameworkInfo framework, TaskInfo info) {
    String taskId = info.getTaskId().getValue();
    if (tasks.containsKey(taskId)) {
      suite.sometimes().saw("a repeated launch started nothing");
      return;
    }
    var task = new AgentTask(framework, info);
    tasks.put(taskId, task);
    suite.witness().started(task, suite.agents());
    task.alive = true;
    booksChanged = true;
    sim().trace().note(name() + " runs " + taskId);
    push(task, TaskState.TASK_STARTING);
    later(
        sim().between(Duration.ofMillis(1), Duration.ofMillis(50)),
        "",
        () -> {
          if (task.state == TaskState.TASK_STARTING && task.alive) {
            push(task, TaskState.TASK_RUNNING);
          }
        });
    suite
        .workload()
        .lifetimeOf(task)
        .ifPresent(end -> {
          // The process does not care whether its agent lives.
          sim()
              .later(end.after(), "process of " + taskId + " ends", () -> ended(task, end.state()));
        });
  }

  private void kill(String taskId) {
    AgentTask task = tasks.get(taskId);
    if (task == null || task.isOver() || task.ending) {
      return;
    }
    task.ending = true;
    sim()
        .later(
            sim().between(Duration.ofMillis(1), Duration.ofMillis(500)),
            "process of " + taskId + " obeys",
            () -> ended(task, TaskState.TASK_KILLED));
  }

  private void ended(AgentTask task, TaskState how) {
    if (!task.alive) {
      return;
    }
    task.alive = false;
    task.state = how;
    if (isUp()) {
      push(task, how);
    } else {
      suite.sometimes().saw("a task ended while its agent was down");
    }
  }

  /** After a restart: what ended meanwhile is told now. */
  private void lookAfter(AgentTask task) {
    boolean told =
        !task.unacknowledged.isEmpty() && task.unacknowledged.getLast().getState() == task.state;
    if (task.isOver() && !told) {
      push(task, task.state);
    } else if (task.alive && task.state == TaskState.TASK_STARTING) {
      push(task, TaskState.TASK_RUNNING);
    } else {
      resendLater(task);
    }
  }

  private void push(AgentTask task, TaskState state) {
    task.state = state;
    byte[] bytes = new byte[16];
    sim().random().nextBytes(bytes);
    var status =
        TaskStatus.newBuilder()
            .setTaskId(task.info.getTaskId())
            .setState(state)
            .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
            .setTimestamp(sim().instant().toEpochMilli() / 1000.0)
            .setUuid(Uuids.toBytes(UUID.nameUUIDFromBytes(bytes)));
    id.ifPresent(known -> status.getAgentIdBuilder().setValue(known));
    task.unacknowledged.add(status.build());
    sendFirst(task);
  }

  private void sendFirst(AgentTask task) {
    if (!task.unacknowledged.isEmpty()) {
      call(
          Call.newBuilder()
              .setType(Call.Type.UPDATE)
              .setUpdates(Call.Updates.newBuilder().addUpdates(task.update())));
      resendLater(task);
    }
  }

  private void resendLater(AgentTask task) {
    if (task.unacknowledged.isEmpty()) {
      return;
    }
    TaskStatus waiting = task.unacknowledged.getFirst();
    later(
        RESEND,
        "",
        () -> {
          if (task.unacknowledged.peekFirst() == waiting && tasks.get(task.id()) == task) {
            suite.sometimes().saw("an update was sent again");
            sendFirst(task);
          }
        });
  }

  private void acknowledged(Event.Acknowledgement acknowledgement) {
    AgentTask task = tasks.get(acknowledgement.getTaskId().getValue());
    TaskStatus first = task == null ? null : task.unacknowledged.peekFirst();
    if (first == null || !first.getUuid().equals(acknowledgement.getUuid())) {
      return;
    }
    task.unacknowledged.removeFirst();
    if (task.unacknowledged.isEmpty() && task.isOver()) {
      tasks.remove(task.id());
    } else {
      sendFirst(task);
    }
  }
}
