package dev.stadion.agent.runtime;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.recordio.RecordIo;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.KillPolicy;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.wire.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Speaks the master's side of the agent protocol, says what a test tells it to, and listens. */
public final class FakeMaster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  static final FrameworkID FRAMEWORK = FrameworkID.newBuilder().setValue("framework-1").build();

  private final HttpServer server;
  private final List<Call.Update> updates = new ArrayList<>();
  private final List<Call.Subscribe> subscriptions = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private final List<Call.ExecutorTerminated> terminations = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private long epoch = 1;
  private boolean acknowledging = true;
  private String agentId = "agent-1";
  private OutputStream stream;
  private int pongs;

  public FakeMaster() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/api/v1/agent", this::handle);
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public synchronized void acknowledge(boolean yes) {
    acknowledging = yes;
  }

  public synchronized void epoch(long newEpoch) {
    epoch = newEpoch;
  }

  public synchronized void giveId(String id) {
    agentId = id;
  }

  /** Cuts the stream as a master does that dies. */
  public synchronized void cut() throws IOException {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  public void run(TaskInfo... tasks) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.RUN_TASKS);
    event.getRunTasksBuilder().setFramework(framework()).addAllTasks(List.of(tasks));
    send(event);
  }

  public void runGroup(ExecutorInfo executor, TaskInfo... tasks) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.RUN_TASK_GROUP);
    event
        .getRunTaskGroupBuilder()
        .setFramework(framework())
        .setExecutor(executor)
        .getTaskGroupBuilder()
        .addAllTasks(List.of(tasks));
    send(event);
  }

  public void shutdownExecutor(String executor) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.SHUTDOWN_EXECUTOR);
    event
        .getShutdownExecutorBuilder()
        .setFrameworkId(FRAMEWORK)
        .setExecutorId(ExecutorID.newBuilder().setValue(executor));
    send(event);
  }

  public void message(String executor, String text) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.MESSAGE);
    event
        .getMessageBuilder()
        .setFrameworkId(FRAMEWORK)
        .setExecutorId(ExecutorID.newBuilder().setValue(executor))
        .setData(ByteString.copyFromUtf8(text));
    send(event);
  }

  /** What executors said to their framework. */
  public synchronized String awaitMessage(int number) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (messages.size() < number) {
      wait(left(deadline, "message " + number));
    }
    return messages.get(number - 1);
  }

  /** The first executor of this name that has ended. */
  public synchronized int awaitTermination(String executor) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (Call.ExecutorTerminated ended : terminations) {
        if (ended.getExecutorId().getValue().equals(executor)) {
          return ended.getStatus();
        }
      }
      wait(left(deadline, "the end of " + executor));
    }
  }

  public void checkpoint(Resource... resources) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.CHECKPOINT_RESOURCES);
    event.getCheckpointResourcesBuilder().addAllResources(List.of(resources));
    send(event);
  }

  public void kill(String task, Duration grace) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.KILL_TASK);
    var kill = event.getKillTaskBuilder().setFrameworkId(FRAMEWORK).setTaskId(id(task));
    if (grace != null) {
      KillPolicy.Builder policy = kill.getKillPolicyBuilder();
      policy.getGracePeriodBuilder().setNanoseconds(grace.toNanos());
    }
    send(event);
  }

  public void ping() {
    Event.Builder event = Event.newBuilder().setType(Event.Type.PING);
    event.getPingBuilder().setConnected(true);
    send(event);
  }

  public void refuse(String why) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.REFUSED);
    event.getRefusedBuilder().setMessage(why);
    send(event);
  }

  /** Every status heard of {@code task}, oldest first; repeated ones once. */
  public synchronized List<TaskStatus> statuses(String task) {
    var heard = new ArrayList<TaskStatus>();
    for (Call.Update update : updates) {
      TaskStatus status = update.getStatus();
      if (status.getTaskId().getValue().equals(task)
          && heard.stream().noneMatch(known -> known.getUuid().equals(status.getUuid()))) {
        heard.add(status);
      }
    }
    return heard;
  }

  public synchronized int timesHeard(ByteString uuid) {
    return (int)
        updates.stream().filter(update -> update.getStatus().getUuid().equals(uuid)).count();
  }

  public List<TaskState> states(String task) {
    return statuses(task).stream().map(TaskStatus::getState).toList();
  }

  public TaskStatus await(String task, TaskState state) throws InterruptedException {
    return await(task, status -> status.getState() == state);
  }

  public TaskStatus awaitEnd(String task) throws InterruptedException {
    return await(
        task,
        status -> dev.stadion.mesos.convert.TaskStates.fromProto(status.getState()).isTerminal());
  }

  public synchronized Call.Subscribe awaitSubscription(int number) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (subscriptions.size() < number) {
      wait(left(deadline, "subscription " + number));
    }
    return subscriptions.get(number - 1);
  }

  public synchronized int subscriptions() {
    return subscriptions.size();
  }

  public synchronized void awaitPongs(int number) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (pongs < number) {
      wait(left(deadline, "pong " + number));
    }
  }

  public synchronized void awaitRepeated(ByteString uuid, int times) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (timesHeard(uuid) < times) {
      wait(left(deadline, times + " times " + uuid));
    }
  }

  public synchronized TaskStatus await(String task, Predicate<TaskStatus> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (TaskStatus status : statuses(task)) {
        if (wanted.test(status)) {
          return status;
        }
      }
      wait(left(deadline, task + ", heard so far: " + states(task)));
    }
  }

  private static long left(long deadline, String what) {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new AssertionError("waited in vain for " + what);
    }
    return left;
  }

  public static FrameworkInfo framework() {
    return FrameworkInfo.newBuilder()
        .setId(FRAMEWORK)
        .setName("test")
        .setUser("nobody")
        .setCheckpoint(true)
        .addRoles("web")
        .addCapabilities(capability(FrameworkInfo.Capability.Type.TASK_KILLING_STATE))
        .addCapabilities(capability(FrameworkInfo.Capability.Type.PARTITION_AWARE))
        .build();
  }

  private static FrameworkInfo.Capability capability(FrameworkInfo.Capability.Type type) {
    return FrameworkInfo.Capability.newBuilder().setType(type).build();
  }

  private static TaskID id(String task) {
    return TaskID.newBuilder().setValue(task).build();
  }

  /** The header of each call, or {@code none}. */
  public synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    synchronized (this) {
      authorizations.add(authorization == null ? "none" : authorization);
    }
    Call call =
        WireFormat.PROTOBUF
            .read(exchange.getRequestBody().readAllBytes(), Call.newBuilder())
            .build();
    if (call.getType() == Call.Type.SUBSCRIBE) {
      subscribed(exchange, call.getSubscribe());
      return;
    }
    exchange.sendResponseHeaders(202, -1);
    exchange.close();
    heard(call);
  }

  private synchronized void subscribed(HttpExchange exchange, Call.Subscribe subscribe)
      throws IOException {
    exchange.getResponseHeaders().add("Stadion-Stream-Id", "s" + subscriptions.size());
    exchange.getResponseHeaders().add("Content-Type", WireFormat.PROTOBUF.mediaType());
    exchange.sendResponseHeaders(200, 0);
    stream = exchange.getResponseBody();
    Event.Builder event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    event
        .getSubscribedBuilder()
        .setAgentId(
            subscribe.getAgentInfo().hasId()
                ? subscribe.getAgentInfo().getId()
                : AgentID.newBuilder().setValue(agentId).build())
        .setPingIntervalSeconds(15)
        .setPingTimeoutSeconds(75);
    send(event);
    subscriptions.add(subscribe);
    notifyAll();
  }

  private synchronized void heard(Call call) {
    if (call.getType() == Call.Type.MESSAGE) {
      messages.add(call.getMessage().getData().toStringUtf8());
    }
    if (call.getType() == Call.Type.EXECUTOR_TERMINATED) {
      terminations.add(call.getExecutorTerminated());
    }
    if (call.getType() == Call.Type.PONG) {
      pongs++;
    }
    Event.Builder event = Event.newBuilder().setType(Event.Type.ACKNOWLEDGE);
    for (Call.Update update : call.getUpdates().getUpdatesList()) {
      updates.add(update);
      event
          .getAcknowledgeBuilder()
          .addAcknowledgementsBuilder()
          .setFrameworkId(update.getFrameworkId())
          .setTaskId(update.getStatus().getTaskId())
          .setUuid(update.getStatus().getUuid());
    }
    if (acknowledging && event.getAcknowledge().getAcknowledgementsCount() > 0) {
      send(event);
    }
    notifyAll();
  }

  private synchronized void send(Event.Builder event) {
    if (stream == null) {
      throw new IllegalStateException("no agent is subscribed");
    }
    try {
      stream.write(RecordIo.frame(WireFormat.PROTOBUF.write(event.setEpoch(epoch).build())));
      stream.flush();
    } catch (IOException e) {
      stream = null; // the agent is gone; it will be back
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
