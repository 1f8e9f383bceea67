package dev.stadion.offerclient;

import dev.stadion.mesos.detect.MasterDetector;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.scheduling.id.FrameworkId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A framework's conversation with its master over the Mesos v1 scheduler API: subscribes, reads
 * events, sends calls, and comes back by itself for ever until closed (mesos-v1.md §1, §3–§5).
 *
 * <p>Any thread may make calls, and waits with the master when that is behind ({@link
 * SchedulerCalls}); the listener hears events from one thread. Everything a call or an event
 * belongs to one subscription: when it ends, what was queued is dropped, {@link
 * SchedulerEvent.Disconnected} is told, and only then the next attempt begins.
 */
public final class SchedulerClient implements SchedulerCalls, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerClient.class);
  private static final Duration JOIN = Duration.ofSeconds(2);

  private record Session(FrameworkId framework, CallSender calls) {}

  /** Whom to subscribe as. */
  record Identity(FrameworkInfo info, Set<String> suppressedRoles) {
    Identity {
      suppressedRoles = Set.copyOf(suppressedRoles);
    }
  }

  private final ClientSettings settings;
  private final SchedulerListener listener;
  private final MonotonicTimer timer;
  private final MasterHttp http;
  private final ReconnectPolicy reconnecting;
  private final Counters counters = new Counters();
  private final Thread thread;

  private volatile Identity identity;
  private volatile Optional<FrameworkId> framework;
  private volatile Session session;
  private volatile Subscription subscription;
  private volatile boolean closed;

  /** How often the detector had news: who looked before the last of them must look again. */
  private final AtomicLong news = new AtomicLong();

  private volatile CountDownLatch pause = new CountDownLatch(0);

  SchedulerClient(SchedulerClientBuilder builder) {
    settings = builder.settings();
    listener = builder.listener();
    identity = builder.identity();
    framework = builder.framework().or(settings.store()::load);
    timer = builder.timer();
    http = new MasterHttp(settings.authorization(), settings.tls());
    reconnecting = new ReconnectPolicy(settings.backoff(), builder.random());
    thread = Thread.ofVirtual().name("scheduler-stream").unstarted(this::run);
  }

  /**
   * @param masters such as {@code http://host:5050}; any that knows the leader will do
   * @param info whom to subscribe as; its id is set by the client
   */
  public static SchedulerClientBuilder builder(List<URI> masters, FrameworkInfo info) {
    return new SchedulerClientBuilder(MasterDetector.of(masters), info);
  }

  /**
   * As {@link #builder(List, FrameworkInfo)}, with masters that are looked up before each try, such
   * as {@link MasterDetector#parse} makes. The client closes the detector.
   */
  public static SchedulerClientBuilder builder(MasterDetector masters, FrameworkInfo info) {
    return new SchedulerClientBuilder(masters, info);
  }

  /** Begins in the background; the listener hears how it goes. Once only. */
  public void start() {
    settings.detector().onChange(this::leaderChanged);
    thread.start();
  }

  /** Waits until this client has nothing more to do: it was closed, or its framework torn down. */
  public void awaitEnd() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
    settings.detector().close();
    if (thread.isAlive() && Thread.currentThread() != thread) {
      join();
    }
    http.close();
    timer.close();
  }

  /**
   * Changes how we are known, now and in every later subscription (mesos-v1.md §3.11). A master
   * that refuses it, because the principal, user or checkpoint differ, counts a refusal.
   *
   * @param suppressedRoles the roles that shall get no offers from now on
   */
  public void update(FrameworkInfo info, Set<String> suppressedRoles) {
    var next = new Identity(info, suppressedRoles);
    identity = next;
    tell(next);
  }

  private void tell(Identity identity) {
    send(id -> Calls.updateFramework(id, identity.info(), identity.suppressedRoles()));
  }

  @Override
  public void send(Function<FrameworkId, Call> call) {
    Session now = session;
    if (now == null || !now.calls().offer(call.apply(now.framework()))) {
      counters.callsDropped.increment();
    }
  }

  /** Whoever leads now is asked at once; the one before it may not even know that it is over. */
  private void leaderChanged() {
    news.incrementAndGet();
    Subscription current = subscription;
    if (current != null) {
      follow(current);
    }
    pause.countDown();
  }

  private void follow(Subscription attempt) {
    try {
      settings.detector().masters().stream().findFirst().ifPresent(attempt::leads);
    } catch (RuntimeException e) {
      LOG.warn("masters cannot be detected: {}", e.toString());
    }
  }

  private void run() {
    var tries = new Tries(settings.detector());
    String lastWhy = null;
    while (!closed) {
      long heard = news.get();
      var next =
          new Subscription(
              tries.next(), () -> identity, settings, http, timer, counters, conversation());
      subscription = next;
      if (closed) {
        return;
      }
      if (news.get() != heard) {
        follow(next); // it came while we looked, and had nobody to reach
      }
      Subscription.End end = next.hold();
      if (end.tornDown()) {
        LOG.info("framework {} was torn down", framework.map(FrameworkId::value).orElse("?"));
        settings.store().clear();
        return;
      }
      if (closed) {
        return;
      }
      if (!end.stood()) {
        counters.failedAttempts.increment();
      }
      Duration delay =
          end.refused()
              ? reconnecting.afterRefusal()
              : end.comeAgain()
                  .map(reconnecting::asAsked)
                  .orElseGet(() -> reconnecting.afterFailure(end.lasted(), tries.masters()));
      if (end.stood() || !end.why().equals(lastWhy)) {
        LOG.warn("no subscription: {}; next attempt in {} ms", end.why(), delay.toMillis());
      } else {
        LOG.debug("no subscription: {}; next attempt in {} ms", end.why(), delay.toMillis());
      }
      lastWhy = end.stood() ? null : end.why();
      rest(delay, heard);
    }
  }

  /** Waits, unless there were news since the attempt before began. */
  private void rest(Duration delay, long heard) {
    var over = new CountDownLatch(1);
    pause = over;
    if (closed || news.get() != heard) {
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
      public void stands(FrameworkId id, Identity as, CallSender calls) {
        if (!framework.equals(Optional.of(id))) {
          settings.store().save(id);
        }
        framework = Optional.of(id);
        session = new Session(id, calls);
        Identity now = identity;
        if (now != as) {
          // What was changed while the master answered could not be told to it.
          SchedulerClient.this.tell(now);
        }
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

      @Override
      public void tellAll(List<SchedulerEvent> events) {
        try {
          listener.onAll(events);
        } catch (RuntimeException e) {
          LOG.error("the listener failed on one of {} events", events.size(), e);
        }
      }

      @Override
      public void wire(Event event) {
        try {
          settings.wire().accept(event);
        } catch (RuntimeException e) {
          LOG.error("the listener on the wire failed on {}", event.getType(), e);
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
}
