package dev.stadion.offerclient;

import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.v1.OfferID;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.id.FrameworkId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to be subscribed: from the request, over redirects, to the last byte of the stream
 * (mesos-v1.md §5). {@link #hold} runs on the client's stream thread and returns when it is over;
 * {@link #abort} ends it from any other.
 */
final class Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(100);
  private static final Duration LONGEST_HEARTBEAT = Duration.ofHours(1);

  /** The client, as one attempt sees it. */
  interface Conversation {
    /** Who we are, once a master has told us. */
    Optional<FrameworkId> framework();

    /**
     * The subscription stands and takes calls.
     *
     * @param as whom the master knows us as
     */
    void stands(FrameworkId framework, SchedulerClient.Identity as, CallSender calls);

    /** It does no more. */
    void ended();

    void tell(SchedulerEvent event);

    /** Events that came together. */
    void tellAll(List<SchedulerEvent> events);

    /** The same as it came. */
    void wire(Event event);
  }

  /**
   * How it ended.
   *
   * @param refused the master said no, so that asking again soon is pointless
   * @param tornDown we ended the framework: asking again is pointless for ever
   * @param lasted how long it stood; zero if it never did
   * @param comeAgain after which time the master wants to be asked again, if it said so
   */
  record End(
      String why,
      boolean stood,
      boolean refused,
      boolean tornDown,
      Duration lasted,
      Optional<Duration> comeAgain) {}

  private final Optional<URI> master;
  private final Supplier<SchedulerClient.Identity> identity;
  private final ClientSettings settings;
  private final MonotonicTimer timer;
  private final Counters counters;
  private final Conversation conversation;
  private final HeartbeatWatch watch;
  private final Opening opening;

  private SchedulerClient.Identity as;
  private CallSender calls;
  private boolean refused;
  private long standsSince;

  /**
   * @param master empty when nobody knows one right now
   * @param identity whom to subscribe as
   */
  Subscription(
      Optional<URI> master,
      Supplier<SchedulerClient.Identity> identity,
      ClientSettings settings,
      MasterHttp http,
      MonotonicTimer timer,
      Counters counters,
      Conversation conversation) {
    this.master = master;
    this.identity = identity;
    this.settings = settings;
    this.opening = new Opening(master, http, settings.wireFormat());
    this.timer = timer;
    this.counters = counters;
    this.conversation = conversation;
    this.watch =
        new HeartbeatWatch(
            timer, settings.opening(), () -> abort("nothing was heard of the master for too long"));
  }

  /** Subscribes and reads until it is over, and tells the listener if it had stood. */
  End hold() {
    String why;
    Optional<Duration> comeAgain = Optional.empty();
    watch.start();
    try {
      why = converse(open());
    } catch (ComeAgainException e) {
      why = e.getMessage();
      comeAgain = Optional.of(e.after());
    } catch (IOException e) {
      why = e.getMessage() == null ? e.toString() : e.getMessage();
    } catch (RuntimeException e) {
      // A bug of ours; but a client that silently stopped trying would be a worse one.
      LOG.error("the conversation with {} failed", master, e);
      why = "of a bug: " + e;
    } finally {
      watch.stop();
    }
    String reason = opening.aborted().orElse(why);
    Duration lasted = Duration.ZERO;
    boolean tornDown = false;
    if (calls != null) {
      tornDown = calls.tornDown();
      lasted = Duration.ofNanos(timer.nanos() - standsSince);
      conversation.ended();
      calls.stop();
      conversation.tell(new SchedulerEvent.Disconnected(reason));
    }
    return new End(reason, calls != null, refused, tornDown, lasted, comeAgain);
  }

  /** Somebody says who leads now: if it is not with that master, it ends. */
  void leads(URI leader) {
    opening.leads(leader);
  }

  /** Ends it soon; the first reason given is the one that is told. */
  void abort(String why) {
    opening.abort(why);
  }

  private HttpResponse<InputStream> open() throws IOException {
    as = identity.get();
    return opening.open(
        settings
            .wireFormat()
            .write(Calls.subscribe(as.info(), conversation.framework(), as.suppressedRoles())));
  }

  /** Reads to the end of the stream and says why that came. */
  private String converse(HttpResponse<InputStream> answer) throws IOException {
    var records = new RecordReader(settings.limits().recordBytes());
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream body = opening.abortable(answer)) {
      WireFormat format = format(answer);
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        watch.heard();
        watch.away();
        hear(records.feed(buffer, 0, read), format, answer);
        if (refused) {
          return "the master refused us";
        }
        // However long the listener took: what the master said meanwhile lies ready.
        if (watch.back() && body.available() == 0) {
          return "nothing was heard of the master for too long";
        }
      }
      return records.isBetweenRecords()
          ? "the master closed the stream"
          : "the stream broke inside a record";
    }
  }

  /** What came together is told together, also when something unheard of is among it. */
  private void hear(List<byte[]> records, WireFormat format, HttpResponse<InputStream> answer)
      throws IOException {
    var heard = new ArrayList<SchedulerEvent>(records.size());
    try {
      for (byte[] record : records) {
        counters.events.increment();
        handle(format.read(record, Event.newBuilder()).build(), answer).ifPresent(heard::add);
        if (refused) {
          return;
        }
      }
    } finally {
      if (heard.size() == 1) {
        conversation.tell(heard.getFirst());
      } else if (!heard.isEmpty()) {
        conversation.tellAll(heard);
      }
    }
  }

  private static WireFormat format(HttpResponse<?> answer) throws IOException {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return WireFormat.ofMediaType(type)
        .orElseThrow(
            () -> new IOException("events of type " + Text.excerpt(type) + " cannot be read"));
  }

  /** What the listener is to hear of it. */
  private Optional<SchedulerEvent> handle(Event event, HttpResponse<InputStream> answer)
      throws IOException {
    if (calls == null && event.getType() == Event.Type.SUBSCRIBED) {
      subscribed(event.getSubscribed(), answer);
    } else if (calls == null && event.getType() != Event.Type.ERROR) {
      throw new IOException("the first event must be SUBSCRIBED, got " + event.getType());
    } else if (event.getType() == Event.Type.SUBSCRIBED) {
      throw new IOException("a stream must not be SUBSCRIBED twice");
    }
    refused = event.getType() == Event.Type.ERROR;
    Events.Reading reading = Events.read(event, answer.uri(), settings.clock().instant());
    for (String problem : reading.problems()) {
      counters.unusable.increment();
      LOG.warn("{} sent what cannot be used: {}", answer.uri(), Text.excerpt(problem));
    }
    conversation.wire(event);
    if (!reading.unusable().isEmpty() && calls != null) {
      calls.offer(decline(reading.unusable()));
    }
    return reading.event();
  }

  private void subscribed(Event.Subscribed subscribed, HttpResponse<InputStream> answer)
      throws IOException {
    FrameworkId framework;
    try {
      framework = Ids.fromProto(subscribed.getFrameworkId());
    } catch (IllegalArgumentException e) {
      throw new IOException("the master gave us a bad id: " + Text.excerpt(e.getMessage()), e);
    }
    Optional<FrameworkId> known = conversation.framework();
    if (known.isPresent() && !known.get().equals(framework)) {
      // Our tasks belong to the old id. Going on under another would lose every one of them.
      refused = true;
      conversation.tell(
          new SchedulerEvent.Refused(
              "the master subscribed us as %s instead of %s".formatted(framework, known.get())));
      throw new IOException("the master does not know us by our id");
    }
    watch.limit(settings.silence(heartbeat(subscribed)));
    standsSince = timer.nanos();
    calls = new CallSender(answer, settings, timer, counters, this::abort);
    calls.start();
    counters.subscriptions.increment();
    LOG.info("subscribed to {} as framework {}", answer.uri(), framework);
    try {
      conversation.stands(framework, as, calls);
    } catch (UncheckedIOException e) {
      // Whoever does not remember its own id would lose its tasks at the next start.
      throw new IOException("the framework id cannot be kept: " + e.getMessage(), e);
    }
  }

  private Duration heartbeat(Event.Subscribed subscribed) {
    double seconds = subscribed.getHeartbeatIntervalSeconds();
    if (!subscribed.hasHeartbeatIntervalSeconds() || !(seconds > 0)) {
      return settings.heartbeat();
    }
    Duration interval = Durations.ofSeconds(seconds);
    return interval.compareTo(SHORTEST_HEARTBEAT) < 0
        ? SHORTEST_HEARTBEAT
        : interval.compareTo(LONGEST_HEARTBEAT) > 0 ? LONGEST_HEARTBEAT : interval;
  }

  private Call decline(List<OfferID> offers) {
    var call = Call.newBuilder().setType(Call.Type.DECLINE);
    conversation.framework().map(Ids::toProto).ifPresent(call::setFrameworkId);
    call.getDeclineBuilder().addAllOfferIds(offers);
    return call.build();
  }
}
