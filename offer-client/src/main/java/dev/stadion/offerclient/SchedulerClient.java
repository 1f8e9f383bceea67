package dev.stadion.offerclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.backoff.Backoff;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A framework's conversation with its master over the Mesos v1 scheduler API: subscribes, reads
 * events, sends calls, and comes back by itself for ever until closed (mesos-v1.md §1, §3–§5).
 *
 * <p>Any thread may make calls; the listener hears events from one. Everything a call or an event
 * belongs to one subscription: when it ends, what was queued is dropped, {@link
 * SchedulerEvent.Disconnected} is told, and only then the next attempt begins.
 */
public final class SchedulerClient implements SchedulerCalls, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerClient.class);
  private static final Duration JOIN = Duration.ofSeconds(2);

  private record Session(FrameworkId framework, CallSender calls) {}

  private final ClientSettings settings;
  private final SchedulerListener listener;
  private final MonotonicTimer timer;
  private final MasterHttp http;
  private final ReconnectPolicy reconnecting;
  private final Counters counters = new Counters();
  private final Thread thread;

  private volatile Optional<FrameworkId> framework;
  private volatile Session session;
  private volatile Subscription subscription;
  private volatile boolean closed;
  private volatile CountDownLatch pause = new CountDownLatch(0);

  private SchedulerClient(Builder builder) {
    settings = builder.settings();
    listener = requireNonNull(builder.listener, "listener");
    framework = builder.framework;
    timer = builder.timer.get();
    http = new MasterHttp(settings.authorization());
    reconnecting =
        new ReconnectPolicy(settings.backoff(), builder.random, settings.masters().size());
    thread = Thread.ofVirtual().name("scheduler-stream").unstarted(this::run);
  }

  /**
   * @param masters such as {@code http://host:5050}; any that knows the leader will do
   * @param info whom to subscribe as; its id is set by the client
   */
  public static Builder builder(List<URI> masters, FrameworkInfo info) {
    return new Builder(masters, info);
  }

  /** Begins in the background; the listener hears how it goes. Once only. */
  public void start() {
    thread.start();
  }

  /** Whether a subscription stands right now. */
  public boolean connected() {
    return session != null;
  }

  public ClientStatistics statistics() {
    return counters.snapshot();
  }

  /**
   * Sends what is queued, ends the subscription and frees every thread and connection, all in a few
   * seconds at most. The framework's tasks run on until its {@code failover_timeout}.
   */
  @Override
  public void close() {
    closed = true;
    Session last = session;
    if (last != null) {
      last.calls().finish(settings.closing());
    }
    Subscription current = subscription;
    if (current != null) {
      current.abort("this client was closed");
    }
    pause.countDown();
    if (thread.isAlive() && Thread.currentThread() != thread) {
      join();
    }
    http.close();
    timer.close();
  }

  @Override
  public void accept(List<OfferId> offers, List<Offer.Operation> operations, Duration refuse) {
    call(id -> Calls.accept(id, offers, operations, refuse));
  }

  @Override
  public void decline(List<OfferId> offers, Duration refuse) {
    call(id -> Calls.decline(id, offers, refuse));
  }

  @Override
  public void kill(TaskId task, Optional<AgentId> agent, Optional<Duration> grace) {
    call(id -> Calls.kill(id, task, agent, grace));
  }

  @Override
  public void acknowledge(TaskId task, AgentId agent, UUID uuid) {
    call(id -> Calls.acknowledge(id, task, agent, uuid));
  }

  @Override
  public void reconcile(Map<TaskId, Optional<AgentId>> tasks) {
    call(id -> Calls.reconcile(id, tasks));
  }

  @Override
  public void revive() {
    call(Calls::revive);
  }

  @Override
  public void suppress() {
    call(Calls::suppress);
  }

  @Override
  public void teardown() {
    call(Calls::teardown);
  }

  private void call(Function<FrameworkId, Call> call) {
    Session now = session;
    if (now == null || !now.calls().offer(call.apply(now.framework()))) {
      counters.callsDropped.increment();
    }
  }

  private void run() {
    String lastWhy = null;
    for (int attempt = 0; !closed; attempt++) {
      URI master = settings.masters().get(attempt % settings.masters().size());
      var next = new Subscription(master, settings, http, timer, counters, conversation());
      subscription = next;
      if (closed) {
        return;
      }
      Subscription.End end = next.hold();
      if (closed) {
        return;
      }
      if (!end.stood()) {
        counters.failedAttempts.increment();
      }
      Duration delay =
          end.refused() ? reconnecting.afterRefusal() : reconnecting.afterFailure(end.lasted());
      if (end.stood() || !end.why().equals(lastWhy)) {
        LOG.warn("no subscription: {}; next attempt in {} ms", end.why(), delay.toMillis());
      } else {
        LOG.debug("no subscription: {}; next attempt in {} ms", end.why(), delay.toMillis());
      }
      lastWhy = end.stood() ? null : end.why();
      rest(delay);
    }
  }

  private void rest(Duration delay) {
    var over = new CountDownLatch(1);
    pause = over;
    if (closed) {
      return;
    }
    MonotonicTimer.Wakeup wakeup = timer.after(delay, over::countDown);
    try {
      over.await();
    } catch (InterruptedException e) {
      LOG.trace("waiting was cut short", e); // by close, which has set its flag
    } finally {
      wakeup.cancel();
    }
  }

  private Subscription.Conversation conversation() {
    return new Subscription.Conversation() {
      @Override
      public Optional<FrameworkId> framework() {
        return framework;
      }

      @Override
      public void stands(FrameworkId id, CallSender calls) {
        framework = Optional.of(id);
        session = new Session(id, calls);
      }

      @Override
      public void ended() {
        session = null;
      }

      @Override
      public void tell(SchedulerEvent event) {
        try {
          listener.on(event);
        } catch (RuntimeException e) {
          LOG.error("the listener failed on {}", event.getClass().getSimpleName(), e);
        }
      }
    };
  }

  private void join() {
    try {
      if (!thread.join(JOIN)) {
        thread.interrupt(); // it hangs in the listener
        thread.join(JOIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a client needs to know; only the masters, the framework and the listener are required. */
  public static final class Builder {
    private final List<URI> masters;
    private final FrameworkInfo info;
    private SchedulerListener listener;
    private Optional<FrameworkId> framework = Optional.empty();
    private WireFormat wireFormat = WireFormat.PROTOBUF;
    private Optional<String> authorization = Optional.empty();
    private Backoff backoff = new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(15));
    private RandomGenerator random = new Random();
    private Supplier<MonotonicTimer> timer = SystemTimer::new;
    private InstantSource clock = InstantSource.system();
    private Duration opening = Duration.ofSeconds(10);
    private Duration closing = Duration.ofSeconds(2);
    private ClientSettings.Limits limits = ClientSettings.Limits.DEFAULT;

    private Builder(List<URI> masters, FrameworkInfo info) {
      if (masters.isEmpty()) {
        throw new IllegalArgumentException("at least one master must be named");
      }
      this.masters = masters.stream().map(MasterEndpoint::of).toList();
      this.info = requireNonNull(info, "info");
    }

    public Builder listener(SchedulerListener listener) {
      this.listener = requireNonNull(listener, "listener");
      return this;
    }

    /** Who we are since an earlier life; empty for the first subscription ever. */
    public Builder frameworkId(Optional<FrameworkId> framework) {
      this.framework = requireNonNull(framework, "framework");
      return this;
    }

    /** Protobuf unless said otherwise: it is the cheaper one. */
    public Builder wireFormat(WireFormat wireFormat) {
      this.wireFormat = requireNonNull(wireFormat, "wireFormat");
      return this;
    }

    /** HTTP Basic authentication, for a master that wants it (mesos-v1.md §14). */
    public Builder credentials(String principal, String secret) {
      byte[] pair = (principal + ":" + secret).getBytes(UTF_8);
      this.authorization = Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
      return this;
    }

    /** The waits between attempts; one second doubling to fifteen unless said otherwise. */
    public Builder backoff(Backoff backoff) {
      this.backoff = requireNonNull(backoff, "backoff");
      return this;
    }

    /** Spreads the waits of many clients. */
    public Builder random(RandomGenerator random) {
      this.random = requireNonNull(random, "random");
      return this;
    }

    /** Measures silence and waits. The client closes it. */
    public Builder timer(MonotonicTimer timer) {
      requireNonNull(timer, "timer");
      this.timer = () -> timer;
      return this;
    }

    /** Dates updates that bring no date of their own. */
    public Builder clock(InstantSource clock) {
      this.clock = requireNonNull(clock, "clock");
      return this;
    }

    Builder limits(ClientSettings.Limits limits) {
      this.limits = limits;
      return this;
    }

    public SchedulerClient build() {
      return new SchedulerClient(this);
    }

    private ClientSettings settings() {
      return new ClientSettings(
          masters,
          info,
          wireFormat,
          authorization,
          backoff,
          opening,
          Duration.ofSeconds(15),
          5,
          closing,
          limits,
          clock);
    }
  }
}
