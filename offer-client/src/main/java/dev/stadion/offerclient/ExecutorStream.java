package dev.stadion.offerclient;

import static java.util.Objects.requireNonNull;

import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.executor.Event;
import dev.stadion.mesos.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription of an executor with its agent: from SUBSCRIBE to the end of the stream. One
 * thread {@link #hold holds} it, any other may {@link #close} it.
 */
final class ExecutorStream {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorStream.class);

  /** Keeps what stands between us and the agent from forgetting the connection (§11.1). */
  private static final Duration HEARTBEAT = Duration.ofMinutes(30);

  private static final int MAX_RECORD_BYTES = 64 * 1024 * 1024;

  /**
   * How it ended.
   *
   * @param stood the agent had accepted it
   */
  record End(boolean stood, String why) {}

  private final ExecutorCalls calls;
  private final Unacknowledged unacknowledged;
  private final MonotonicTimer timer;
  private final Consumer<ExecutorEvent> listener;
  private volatile InputStream open;
  private volatile boolean closed;
  private MonotonicTimer.Wakeup beat = () -> {};
  private boolean over;

  ExecutorStream(
      ExecutorCalls calls,
      Unacknowledged unacknowledged,
      MonotonicTimer timer,
      Consumer<ExecutorEvent> listener) {
    this.calls = requireNonNull(calls, "calls");
    this.unacknowledged = requireNonNull(unacknowledged, "unacknowledged");
    this.timer = requireNonNull(timer, "timer");
    this.listener = requireNonNull(listener, "listener");
  }

  /** Subscribes with all that is not confirmed yet, and reads until it is over. */
  End hold() throws InterruptedException {
    boolean stood = false;
    try {
      HttpResponse<InputStream> answer = calls.subscribe(unacknowledged.subscribe());
      try (InputStream body = closeable(answer)) {
        if (answer.statusCode() != 200) {
          return new End(false, "SUBSCRIBE was answered " + answer.statusCode());
        }
        stood = true;
        beat();
        read(format(answer), body);
      } finally {
        stopBeating();
      }
      return new End(true, "the agent closed the stream");
    } catch (IOException e) {
      return new End(stood, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // A bug of ours; but an executor that hears nothing any more, and does not know, is worse.
      LOG.error("the conversation with the agent failed", e);
      return new End(stood, "of a bug: " + e);
    }
  }

  /** Ends it soon. */
  void close() {
    closed = true;
    InputStream stream = open;
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException e) {
        LOG.debug("closing the agent's stream failed", e);
      }
    }
  }

  /** The body, which {@link #close} closes from now on. */
  private InputStream closeable(HttpResponse<InputStream> answer) throws IOException {
    InputStream body = answer.body();
    open = body;
    if (closed) {
      body.close(); // too late for close to see it
    }
    return body;
  }

  private static WireFormat format(HttpResponse<?> answer) throws IOException {
    return WireFormat.ofMediaType(answer.headers().firstValue("Content-Type").orElse(""))
        .orElseThrow(() -> new IOException("events of an unknown type cannot be read"));
  }

  private void read(WireFormat format, InputStream body) throws IOException {
    var records = new RecordReader(MAX_RECORD_BYTES);
    byte[] buffer = new byte[16 * 1024];
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      for (byte[] record : records.feed(buffer, 0, read)) {
        hear(format.read(record, Event.newBuilder()).build());
      }
    }
  }

  /** What cannot be understood, or acted on, is skipped; what follows may not be lost with it. */
  private void hear(Event event) {
    try {
      act(event);
    } catch (RuntimeException e) {
      LOG.error("the agent's {} cannot be used", event.getType(), e);
    }
  }

  private void act(Event event) {
    switch (event.getType()) {
      case SUBSCRIBED -> listener.accept(new ExecutorEvent.Subscribed(event.getSubscribed()));
      case LAUNCH -> launched(List.of(event.getLaunch().getTask()), false);
      case LAUNCH_GROUP -> launched(event.getLaunchGroup().getTaskGroup().getTasksList(), true);
      case KILL -> listener.accept(kill(event.getKill()));
      case ACKNOWLEDGED ->
          unacknowledged.acknowledged(
              event.getAcknowledged().getTaskId(), event.getAcknowledged().getUuid());
      case MESSAGE ->
          listener.accept(new ExecutorEvent.MessageReceived(event.getMessage().getData()));
      case ERROR -> listener.accept(new ExecutorEvent.ShutdownAsked(event.getError().getMessage()));
      case SHUTDOWN -> listener.accept(new ExecutorEvent.ShutdownAsked("the agent asks for it"));
      case HEARTBEAT, UNKNOWN -> {}
    }
  }

  private void launched(List<TaskInfo> tasks, boolean group) {
    unacknowledged.launched(tasks);
    listener.accept(new ExecutorEvent.Launched(tasks, group));
  }

  private static ExecutorEvent kill(Event.Kill kill) {
    return new ExecutorEvent.KillAsked(
        Ids.fromProto(kill.getTaskId()),
        kill.getKillPolicy().hasGracePeriod()
            ? Optional.of(Durations.fromProto(kill.getKillPolicy().getGracePeriod()))
            : Optional.empty());
  }

  private synchronized void beat() {
    if (over) {
      return;
    }
    beat =
        timer.after(
            HEARTBEAT,
            () -> {
              Thread.ofVirtual().start(this::tellHeartbeat);
              beat();
            });
  }

  private synchronized void stopBeating() {
    over = true;
    beat.cancel();
  }

  private void tellHeartbeat() {
    try {
      calls.heartbeat();
    } catch (IOException e) {
      LOG.debug("a heartbeat was lost", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
