package dev.stadion.offerclient;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.TaskStates;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.executor.Call;
import dev.stadion.mesos.v1.executor.Event;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A custom executor's conversation with its agent (mesos-v1.md §9.3, §11.1): subscribes, hears what
 * to do, and tells what becomes of its tasks until the agent has confirmed it. An agent that is
 * away is waited for, as long as it said; after that the executor is asked to shut down.
 *
 * <pre>{@code
 * try (var executor = ExecutorClient.start(ExecutorEnvironment.ofProcess(), this::on)) {
 *   executor.awaitEnd();
 * }
 * }</pre>
 *
 * <p>The listener hears events from one thread at a time; any thread may tell updates.
 */
public final class ExecutorClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorClient.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration HEARTBEAT = Duration.ofMinutes(30);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);
  private static final int MAX_RECORD_BYTES = 64 * 1024 * 1024;

  private final ExecutorEnvironment environment;
  private final Consumer<ExecutorEvent> listener;
  private final MonotonicTimer timer;
  private final MasterHttp http;
  private final MasterHttp calls;
  private final Random random = new Random();
  private final Unacknowledged unacknowledged = new Unacknowledged();
  private final Thread reader = Thread.ofVirtual().name("executor-stream").unstarted(this::run);
  private final Thread sender = Thread.ofVirtual().name("executor-calls").unstarted(this::send);
  private final CountDownLatch over = new CountDownLatch(1);

  private volatile boolean closed;
  private volatile InputStream stream;

  private ExecutorClient(
      ExecutorEnvironment environment, Consumer<ExecutorEvent> listener, MonotonicTimer timer) {
    this.environment = requireNonNull(environment, "environment");
    this.listener = requireNonNull(listener, "listener");
    this.timer = timer;
    Optional<String> bearer = environment.token().map(token -> "Bearer " + token);
    http = new MasterHttp(bearer, Optional.empty());
    calls = new MasterHttp(bearer, Optional.empty());
  }

  /** Begins in the background; the listener hears how it goes. */
  public static ExecutorClient start(
      ExecutorEnvironment environment, Consumer<ExecutorEvent> listener) {
    return start(environment, listener, new SystemTimer());
  }

  /**
   * @param timer closed with the client
   */
  static ExecutorClient start(
      ExecutorEnvironment environment, Consumer<ExecutorEvent> listener, MonotonicTimer timer) {
    var client = new ExecutorClient(environment, listener, timer);
    client.reader.start();
    client.sender.start();
    return client;
  }

  /** Tells a new state of a task. It is kept, and told again, until the agent has confirmed it. */
  public void update(TaskId task, TaskState state, String message) {
    update(
        TaskStatus.newBuilder()
            .setTaskId(Ids.toProto(task))
            .setState(TaskStates.toProto(state))
            .setMessage(message));
  }

  /**
   * The same with more to say.
   *
   * @param status of a task; uuid, source and ids are filled in, and the date if it has none
   */
  public void update(TaskStatus.Builder status) {
    status
        .setUuid(Uuids.toBytes(UUID.randomUUID()))
        .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
        .setAgentId(Ids.toProto(environment.agentId()))
        .getExecutorIdBuilder()
        .setValue(environment.executor());
    if (!status.hasTimestamp()) {
      status.setTimestamp(Durations.toTimestamp(Instant.now()));
    }
    unacknowledged.updated(status.build());
  }

  /** Says something to the scheduler. It may be lost on its way, and nobody tells. */
  public void message(ByteString data) {
    var call = call(Call.Type.MESSAGE);
    call.getMessageBuilder().setData(data);
    try {
      post(call.build());
    } catch (IOException e) {
      LOG.warn("a message was lost: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until {@link ExecutorEvent.ShutdownAsked} was told, or this was closed. */
  public void awaitEnd() throws InterruptedException {
    over.await();
  }

  /** Gives the agent some seconds to confirm what was told, and ends. */
  @Override
  public void close() {
    try {
      if (!unacknowledged.awaitNone(LAST_WORDS.toMillis())) {
        LOG.warn("the agent has not confirmed every update");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closed = true;
    over.countDown();
    sender.interrupt();
    reader.interrupt();
    closeStream();
    http.close();
    calls.close();
    timer.close();
  }

  private void run() {
    long lostAt = timer.nanos();
    while (!closed) {
      boolean stood = false;
      String why;
      try {
        HttpResponse<InputStream> answer = subscribe();
        stood = true;
        read(answer);
        why = "the agent closed the stream";
      } catch (IOException e) {
        why = String.valueOf(e.getMessage());
      } catch (InterruptedException e) {
        return; // closed
      }
      if (closed) {
        return;
      }
      if (stood) {
        lostAt = timer.nanos();
        tell(new ExecutorEvent.Disconnected(why));
      }
      Duration away = Duration.ofNanos(timer.nanos() - lostAt);
      if ((stood && !environment.checkpoint())
          || away.compareTo(environment.recoveryTimeout()) >= 0) {
        shutdown("the agent is away: " + why);
        return;
      }
      LOG.debug("no agent: {}", why);
      rest();
    }
  }

  private HttpResponse<InputStream> subscribe() throws IOException, InterruptedException {
    var call = call(Call.Type.SUBSCRIBE).setSubscribe(unacknowledged.subscribe()).build();
    HttpResponse<InputStream> answer;
    try {
      answer = http.stream(environment.agent(), headers(), WireFormat.PROTOBUF.write(call)).get();
    } catch (ExecutionException e) {
      throw new IOException("cannot be asked: " + e.getCause().getMessage(), e);
    }
    stream = answer.body();
    if (answer.statusCode() != 200) {
      closeStream();
      throw new IOException("SUBSCRIBE was answered " + answer.statusCode());
    }
    return answer;
  }

  private void read(HttpResponse<InputStream> answer) throws IOException {
    WireFormat format =
        WireFormat.ofMediaType(answer.headers().firstValue("Content-Type").orElse(""))
            .orElseThrow(() -> new IOException("events of an unknown type cannot be read"));
    MonotonicTimer.Wakeup[] beat = {() -> {}};
    beat(beat);
    var records = new RecordReader(MAX_RECORD_BYTES);
    byte[] buffer = new byte[16 * 1024];
    try (InputStream body = answer.body()) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        for (byte[] record : records.feed(buffer, 0, read)) {
          hear(format.read(record, Event.newBuilder()).build());
        }
      }
    } finally {
      beat[0].cancel();
    }
  }

  /** Keeps what stands between us and the agent from forgetting the connection. */
  private void beat(MonotonicTimer.Wakeup[] next) {
    next[0] =
        timer.after(
            HEARTBEAT,
            () -> {
              Thread.ofVirtual().start(() -> tellHeartbeat());
              beat(next);
            });
  }

  private void tellHeartbeat() {
    try {
      post(call(Call.Type.HEARTBEAT).build());
    } catch (IOException e) {
      LOG.debug("a heartbeat was lost", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hear(Event event) {
    switch (event.getType()) {
      case SUBSCRIBED -> tell(new ExecutorEvent.Subscribed(event.getSubscribed()));
      case LAUNCH -> launched(List.of(event.getLaunch().getTask()), false);
      case LAUNCH_GROUP -> launched(event.getLaunchGroup().getTaskGroup().getTasksList(), true);
      case KILL ->
          tell(
              new ExecutorEvent.KillAsked(
                  Ids.fromProto(event.getKill().getTaskId()),
                  event.getKill().getKillPolicy().hasGracePeriod()
                      ? Optional.of(
                          Durations.fromProto(event.getKill().getKillPolicy().getGracePeriod()))
                      : Optional.empty()));
      case ACKNOWLEDGED ->
          unacknowledged.acknowledged(
              event.getAcknowledged().getTaskId(), event.getAcknowledged().getUuid());
      case MESSAGE -> tell(new ExecutorEvent.MessageReceived(event.getMessage().getData()));
      case ERROR -> shutdown(event.getError().getMessage());
      case SHUTDOWN -> shutdown("the agent asks for it");
      case HEARTBEAT, UNKNOWN -> {}
    }
  }

  private void launched(List<dev.stadion.mesos.v1.TaskInfo> tasks, boolean group) {
    unacknowledged.launched(tasks);
    tell(new ExecutorEvent.Launched(tasks, group));
  }

  private void shutdown(String why) {
    tell(new ExecutorEvent.ShutdownAsked(why));
    over.countDown();
  }

  private void tell(ExecutorEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.error("the listener failed on {}", event.getClass().getSimpleName(), e);
    }
  }

  /** Sends updates in their order, each until it was taken. */
  private void send() {
    try {
      while (!closed) {
        TaskStatus status = unacknowledged.next();
        var call = call(Call.Type.UPDATE);
        call.getUpdateBuilder().setStatus(status);
        try {
          int code = post(call.build());
          if (code < 500 && code != 403) {
            if (code >= 400) {
              LOG.error("the agent refuses an update of {}: {}", status.getTaskId(), code);
            }
            unacknowledged.sent(status);
            continue;
          }
        } catch (IOException e) {
          LOG.debug("an update must be sent again", e);
        }
        rest(RETRY);
      }
    } catch (InterruptedException e) {
      LOG.trace("updates are sent no more", e);
    }
  }

  private int post(Call call) throws IOException, InterruptedException {
    return calls.call(environment.agent(), headers(), WireFormat.PROTOBUF.write(call)).statusCode();
  }

  private static Map<String, String> headers() {
    String protobuf = WireFormat.PROTOBUF.mediaType();
    return Map.of("Content-Type", protobuf, "Accept", protobuf);
  }

  private Call.Builder call(Call.Type type) {
    var call = Call.newBuilder().setType(type).setFrameworkId(Ids.toProto(environment.framework()));
    call.getExecutorIdBuilder().setValue(environment.executor());
    return call;
  }

  private void rest() {
    long most = Math.max(1, environment.backoffMax().toNanos());
    try {
      rest(Duration.ofNanos(random.nextLong(most)));
    } catch (InterruptedException e) {
      LOG.trace("waiting was cut short", e); // by close, which has set its flag
    }
  }

  private void rest(Duration delay) throws InterruptedException {
    var passed = new CountDownLatch(1);
    MonotonicTimer.Wakeup wakeup = timer.after(delay, passed::countDown);
    try {
      passed.await();
    } finally {
      wakeup.cancel();
    }
  }

  private void closeStream() {
    InputStream open = stream;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("closing the agent's stream failed", e);
      }
    }
  }
}
