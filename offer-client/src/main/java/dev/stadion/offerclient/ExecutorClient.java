package dev.stadion.offerclient;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.TaskStates;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
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
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  /**
   * Time and chance.
   *
   * @param timer measures waits; closed with the client
   * @param clock dates updates that bring no date of their own
   * @param ids names updates; never the same one twice
   * @param random spreads the waits of many executors
   */
  public record Sources(
      MonotonicTimer timer, InstantSource clock, Supplier<UUID> ids, RandomGenerator random) {
    public Sources {
      requireNonNull(timer, "timer");
      requireNonNull(clock, "clock");
      requireNonNull(ids, "ids");
      requireNonNull(random, "random");
    }

    /** Those of this machine. */
    public static Sources system() {
      return new Sources(new SystemTimer(), InstantSource.system(), UUID::randomUUID, new Random());
    }
  }

  private final ExecutorEnvironment environment;
  private final Consumer<ExecutorEvent> listener;
  private final Sources sources;
  private final ExecutorCalls calls;
  private final Unacknowledged unacknowledged = new Unacknowledged();
  private final Thread reader = Thread.ofVirtual().name("executor-stream").unstarted(this::run);
  private final Thread sender;
  private final CountDownLatch over = new CountDownLatch(1);

  private volatile boolean closed;
  private volatile ExecutorStream stream;

  private ExecutorClient(
      ExecutorEnvironment environment, Consumer<ExecutorEvent> listener, Sources sources) {
    this.environment = requireNonNull(environment, "environment");
    this.listener = requireNonNull(listener, "listener");
    this.sources = requireNonNull(sources, "sources");
    calls = new ExecutorCalls(environment);
    sender =
        Thread.ofVirtual()
            .name("executor-calls")
            .unstarted(new UpdateSender(calls, unacknowledged, sources.timer()));
  }

  /** Begins in the background; the listener hears how it goes. */
  public static ExecutorClient start(
      ExecutorEnvironment environment, Consumer<ExecutorEvent> listener) {
    return start(environment, listener, Sources.system());
  }

  /** The same by another clock, and other dice. */
  public static ExecutorClient start(
      ExecutorEnvironment environment, Consumer<ExecutorEvent> listener, Sources sources) {
    var client = new ExecutorClient(environment, listener, sources);
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
        .setUuid(Uuids.toBytes(sources.ids().get()))
        .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
        .setAgentId(Ids.toProto(environment.agentId()))
        .getExecutorIdBuilder()
        .setValue(environment.executor());
    if (!status.hasTimestamp()) {
      status.setTimestamp(Durations.toTimestamp(sources.clock().instant()));
    }
    unacknowledged.updated(status.build());
  }

  /** Says something to the scheduler. It may be lost on its way, and nobody tells. */
  public void message(ByteString data) {
    try {
      calls.message(data);
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
      if (!unacknowledged.awaitNone(LAST_WORDS, sources.timer())) {
        LOG.warn("the agent has not confirmed every update");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closed = true;
    over.countDown();
    sender.interrupt();
    reader.interrupt();
    ExecutorStream current = stream;
    if (current != null) {
      current.close();
    }
    calls.close();
    sources.timer().close();
  }

  private void run() {
    try {
      converse();
    } catch (InterruptedException e) {
      LOG.trace("the agent is listened to no more", e); // by close, which has set its flag
    }
  }

  private void converse() throws InterruptedException {
    long lostAt = sources.timer().nanos();
    while (!closed) {
      var next = new ExecutorStream(calls, unacknowledged, sources.timer(), this::tell);
      stream = next;
      if (closed) {
        return;
      }
      ExecutorStream.End end = next.hold();
      if (closed) {
        return;
      }
      if (end.stood()) {
        lostAt = sources.timer().nanos();
        tell(new ExecutorEvent.Disconnected(end.why()));
      }
      if (isGivenUp(end, Duration.ofNanos(sources.timer().nanos() - lostAt))) {
        tell(new ExecutorEvent.ShutdownAsked("the agent is away: " + end.why()));
        return;
      }
      LOG.debug("no agent: {}", end.why());
      long most = Math.max(1, environment.backoffMax().toNanos());
      Pause.of(sources.timer(), Duration.ofNanos(sources.random().nextLong(most)));
    }
  }

  /** Without a checkpoint an executor ends with its agent (mesos-v1.md §5.6, §11.1). */
  private boolean isGivenUp(ExecutorStream.End end, Duration away) {
    return (end.stood() && !environment.checkpoint())
        || away.compareTo(environment.recoveryTimeout()) >= 0;
  }

  private void tell(ExecutorEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.error("the listener failed on {}", event.getClass().getSimpleName(), e);
    }
    if (event instanceof ExecutorEvent.ShutdownAsked) {
      over.countDown();
    }
  }
}
