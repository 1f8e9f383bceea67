package dev.stadion.offerclient;

import static dev.stadion.mesos.wire.StreamHeaders.BATCH;
import static dev.stadion.mesos.wire.StreamHeaders.BATCH_ACCEPTED;
import static dev.stadion.mesos.wire.StreamHeaders.RECORDIO;
import static dev.stadion.mesos.wire.StreamHeaders.STREAM_ID;

import dev.stadion.mesos.recordio.RecordIo;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the calls of one subscription, in order, with at most one request under way. It dies with
 * its subscription, so a call can never reach a later stream.
 *
 * <p>A master that offers it gets many calls in one request; any other gets one call in each.
 */
final class CallSender {
  private static final Logger LOG = LoggerFactory.getLogger(CallSender.class);

  /**
   * A connection idle for longer is not used again. The master may be closing it at this very
   * moment, and a call that meets that cannot be repeated.
   */
  private static final Duration IDLE = Duration.ofSeconds(10);

  /** The shortest wait before a call is made again that the master wants later. */
  private static final Duration LATER = Duration.ofSeconds(1);

  private final ClientSettings settings;
  private final MonotonicTimer timer;
  private final URI endpoint;
  private final Map<String, String> headers;
  private final WireFormat format;
  private final boolean batching;
  private final Counters counters;
  private final Consumer<String> onLost;
  private final CallQueue queue;
  private final Map<Integer, String> complained = new HashMap<>();
  private final Thread thread;

  /** A call as it is sent. */
  private static final class Encoded {
    private final byte[] bytes;
    private final boolean tearsDown;

    Encoded(byte[] bytes, boolean tearsDown) {
      this.bytes = bytes;
      this.tearsDown = tearsDown;
    }
  }

  /** A call that was taken from the queue but had no room in its batch. */
  private Optional<Encoded> carried = Optional.empty();

  /** This thread's own connections, and when they were last used. */
  private MasterHttp http;

  private long lastUse;

  /** How long the master has made us wait since it last took something. */
  private Duration waited = Duration.ZERO;

  /** A TEARDOWN is among the calls that are being sent. */
  private volatile boolean tearing;

  private volatile boolean tornDown;

  /**
   * @param opened the answer that opened the stream
   * @param onLost called at most a few times, from any thread, when the subscription is of no use
   */
  CallSender(
      HttpResponse<?> opened,
      ClientSettings settings,
      MonotonicTimer timer,
      Counters counters,
      Consumer<String> onLost) {
    this.settings = settings;
    this.timer = timer;
    this.endpoint = opened.uri();
    this.format = settings.wireFormat();
    this.batching =
        opened.headers().firstValue(BATCH).filter(RECORDIO::equalsIgnoreCase).isPresent();
    this.counters = counters;
    this.onLost = onLost;
    this.queue = new CallQueue(settings.limits());
    var always = new HashMap<String, String>();
    always.put("Content-Type", format.mediaType());
    opened.headers().firstValue(STREAM_ID).ifPresent(id -> always.put(STREAM_ID, id));
    if (batching) {
      always.put(BATCH, RECORDIO);
    }
    this.headers = Map.copyOf(always);
    this.thread = Thread.ofVirtual().name("scheduler-calls").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Queues {@code call}; false when it will not be sent. While the master is behind, the caller
   * waits with it, up to the patience of the limits.
   */
  boolean offer(Call call) {
    return switch (queue.offer(call)) {
      case TAKEN -> true;
      case CLOSED -> false;
      case FULL -> {
        onLost.accept("the master takes calls more slowly than they are made");
        yield false;
      }
    };
  }

  /** Takes no more calls, and gives those already queued {@code patience} to be sent. */
  void finish(Duration patience) {
    queue.close();
    try {
      thread.join(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes no more calls and forgets those still queued. */
  void stop() {
    counters.callsDropped.add(queue.clear());
    thread.interrupt();
  }

  /**
   * Whether the master accepted a TEARDOWN: there is nothing to come back for. Waits for its answer
   * when it is under way, because the master ends the stream at the same moment.
   */
  boolean tornDown() {
    if (tearing && !tornDown) {
      finish(settings.closing());
    }
    return tornDown;
  }

  private void run() {
    http = new MasterHttp(settings.authorization(), settings.tls());
    lastUse = timer.nanos();
    try {
      while (true) {
        List<Encoded> calls = take();
        if (calls.isEmpty() || !send(calls)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      LOG.trace("calls are sent no more", e);
    } catch (RuntimeException e) {
      LOG.error("sending calls to {} failed", endpoint, e);
      onLost.accept("of a bug: " + e);
    } finally {
      queue.close();
      counters.callsDropped.add(carried.isPresent() ? 1 : 0);
      http.close();
    }
  }

  /** What goes into the next request, in order; waits for a first call, and is empty at the end. */
  private List<Encoded> take() throws InterruptedException {
    var calls = new ArrayList<Encoded>();
    long bytes = 0;
    while (calls.size() < (batching ? settings.limits().batchCalls() : 1)) {
      Optional<Encoded> next = carried.isPresent() ? carried : encoded(calls.isEmpty());
      carried = Optional.empty();
      if (next.isEmpty()) {
        break;
      }
      int size = next.get().bytes.length;
      if (!calls.isEmpty() && bytes + size > settings.limits().batchBytes()) {
        carried = next;
        break;
      }
      bytes += size;
      calls.add(next.get());
      if (next.get().tearsDown) {
        break; // nothing follows it, unless it is refused
      }
    }
    return calls;
  }

  private Optional<Encoded> encoded(boolean wait) throws InterruptedException {
    Optional<Call> call = wait ? queue.take() : queue.poll();
    tearing |= call.filter(CallSender::tearsDown).isPresent();
    return call.map(next -> new Encoded(format.write(next), tearsDown(next)));
  }

  private static boolean tearsDown(Call call) {
    return call.getType() == Call.Type.TEARDOWN;
  }

  /** False when the subscription was lost with it. */
  private boolean send(List<Encoded> calls) throws InterruptedException {
    int from = 0;
    while (from < calls.size()) {
      List<Encoded> rest = calls.subList(from, calls.size());
      HttpResponse<String> answer;
      try {
        answer = connection().call(endpoint, headers, body(rest));
      } catch (IOException e) {
        return lost(rest, "a call failed: " + e);
      }
      int code = answer.statusCode();
      switch (Answer.of(code)) {
        case ACCEPTED -> {
          from += accepted(rest.size());
          tornDown = rest.getLast().tearsDown;
        }
        case REFUSED -> {
          refused(answer);
          OptionalInt accepted = acceptedOf(answer, rest.size());
          if (accepted.isEmpty()) {
            return lost(rest, "a batch was refused, and how much of it is unknown");
          }
          from += accepted(accepted.getAsInt()) + 1;
          tearing &= from < calls.size() || !rest.getLast().tearsDown;
        }
        case LATER -> {
          refused(answer);
          int accepted = accepted(acceptedOf(answer, rest.size()).orElse(0));
          from += accepted;
          if (!waitAsTold(answer, rest.size() - accepted)) {
            return lost(calls.subList(from, calls.size()), "calls were answered 429 for too long");
          }
        }
        case UNSUBSCRIBED -> {
          refused(answer);
          return lost(rest, "a call was answered " + code + " " + Text.excerpt(answer.body()));
        }
      }
    }
    return true;
  }

  private int accepted(int calls) {
    counters.callsAccepted.add(calls);
    waited = calls > 0 ? Duration.ZERO : waited;
    return calls;
  }

  /**
   * Waits as long as the master asks for; false when that becomes too long.
   *
   * @param inHand how many calls wait with us
   */
  private boolean waitAsTold(HttpResponse<String> answer, int inHand) throws InterruptedException {
    Duration wait =
        answer
            .headers()
            .firstValue("Retry-After")
            .filter(seconds -> seconds.matches("[0-9]{1,6}"))
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
            .filter(asked -> asked.compareTo(LATER) > 0)
            .orElse(LATER);
    waited = waited.plus(wait);
    if (waited.compareTo(settings.limits().patience()) > 0) {
      return false;
    }
    try {
      Pause.of(timer, wait);
      return true;
    } catch (InterruptedException e) {
      counters.callsDropped.add(inHand);
      throw e;
    }
  }

  private MasterHttp connection() {
    long now = timer.nanos();
    if (now - lastUse > IDLE.toNanos()) {
      http.close();
      http = new MasterHttp(settings.authorization(), settings.tls());
    }
    lastUse = now;
    return http;
  }

  private byte[] body(List<Encoded> calls) {
    if (!batching) {
      return calls.getFirst().bytes;
    }
    var body = new ByteArrayOutputStream();
    calls.forEach(call -> body.writeBytes(RecordIo.frame(call.bytes)));
    return body.toByteArray();
  }

  /** How many calls before the refused one were accepted; empty when that is not said. */
  private static OptionalInt acceptedOf(HttpResponse<String> answer, int sent) {
    if (sent == 1) {
      return OptionalInt.of(0);
    }
    Optional<String> accepted = answer.headers().firstValue(BATCH_ACCEPTED);
    return accepted.isPresent() && accepted.get().matches("[0-9]{1,9}")
        ? OptionalInt.of(Math.min(Integer.parseInt(accepted.get()), sent - 1))
        : OptionalInt.empty();
  }

  private void refused(HttpResponse<String> answer) {
    int code = answer.statusCode();
    counters.refusal(code);
    String text = Text.excerpt(answer.body());
    if (complained.put(code, text) == null) {
      LOG.warn(
          "{} answered a call with {} {}; more of these are only counted", endpoint, code, text);
    } else {
      LOG.debug("{} answered a call with {} {}", endpoint, code, text);
    }
  }

  private boolean lost(List<Encoded> calls, String why) {
    counters.callsDropped.add(calls.size());
    onLost.accept(why);
    return false;
  }
}
