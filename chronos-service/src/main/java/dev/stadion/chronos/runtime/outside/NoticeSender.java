package dev.stadion.chronos.runtime.outside;

import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.notice.Outbox;
import dev.stadion.chronos.notice.Outbox.Sending;
import dev.stadion.chronos.runtime.Printable;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what stands in the outbox while this process leads, at least once: a notice is tried
 * again after 1, 5, 25, 125 and 625 seconds and is dead after that (chronos.md B-71).
 */
public final class NoticeSender {
  private static final Logger LOG = LoggerFactory.getLogger(NoticeSender.class);
  static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(25),
          Duration.ofSeconds(125),
          Duration.ofSeconds(625));
  private static final int AT_ONCE = 16;
  private static final Duration LONGEST_NAP = Duration.ofSeconds(30);
  private static final Duration PAUSE_WITHOUT_DATABASE = Duration.ofSeconds(2);

  private final Outbox outbox;
  private final Couriers couriers;
  private final InstantSource clock;
  private final Semaphore news = new Semaphore(0);
  private Optional<Thread> thread = Optional.empty();

  public NoticeSender(Outbox outbox, Couriers couriers, InstantSource clock) {
    this.outbox = outbox;
    this.couriers = couriers;
    this.clock = clock;
  }

  public synchronized void start() {
    thread = Optional.of(Thread.ofVirtual().name("notices").start(this::work));
  }

  public synchronized void stop() {
    thread.ifPresent(Thread::interrupt);
    thread = Optional.empty();
  }

  /** Something was put into the outbox. */
  public void nudge() {
    news.release();
  }

  private void work() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (!Thread.currentThread().isInterrupted()) {
        nap(round(threads));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void nap(Duration nap) throws InterruptedException {
    if (!nap.isZero() && news.tryAcquire(nap.toMillis() + 1, TimeUnit.MILLISECONDS)) {
      news.drainPermits();
    }
  }

  /** Tries what is due, and says how long there is nothing to do. */
  private Duration round(ExecutorService threads) throws InterruptedException {
    try {
      List<Sending> due = outbox.due(clock.instant(), AT_ONCE);
      threads.invokeAll(due.stream().map(one -> Executors.callable(() -> send(one))).toList());
      if (!due.isEmpty()) {
        return Duration.ZERO;
      }
      Instant now = clock.instant();
      Instant next = outbox.nextDue().orElse(now.plus(LONGEST_NAP));
      Duration nap = Duration.between(now, next);
      return nap.isNegative() ? Duration.ZERO : nap.compareTo(LONGEST_NAP) < 0 ? nap : LONGEST_NAP;
    } catch (StoreUnavailableException e) {
      LOG.debug("the outbox cannot be read", e);
      return PAUSE_WITHOUT_DATABASE;
    }
  }

  private void send(Sending sending) {
    Notice notice = sending.notice();
    try {
      Optional<String> body = sending.body().or(() -> couriers.body(notice));
      if (sending.body().isEmpty()) {
        body.ifPresent(text -> outbox.keepBody(notice.id(), text));
      }
      try {
        couriers.deliver(sending, body);
        outbox.delivered(notice.id(), clock.instant());
      } catch (DeliveryException e) {
        failed(sending, e.getMessage(), e.isHopeless());
      } catch (RuntimeException e) {
        LOG.error("notice {} of job {} cannot be sent", notice.id(), notice.job(), e);
        failed(sending, "internal error", false);
      }
    } catch (StoreUnavailableException e) {
      LOG.debug("what became of notice {} cannot be stored; it is sent again", notice.id(), e);
    }
  }

  private void failed(Sending sending, String why, boolean hopeless) {
    Instant now = clock.instant();
    Optional<Instant> again =
        hopeless || sending.tries() >= PAUSES.size()
            ? Optional.empty()
            : Optional.of(now.plus(PAUSES.get(sending.tries())));
    LOG.info(
        "notice={} job={} by={} try={} not delivered: {}{}",
        sending.notice().id(),
        sending.notice().job(),
        sending.notice().to().channel().word(),
        sending.tries() + 1,
        Printable.of(why.lines().findFirst().orElse("")),
        again.isPresent() ? "" : "; given up");
    outbox.failed(sending.notice().id(), why, now, again);
  }
}
