package dev.stadion.dropwizard.loop;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.scheduling.heart.Heart;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a {@link Heart}: facts come in, one thread decides, the store remembers, then the world is
 * told.
 *
 * <ul>
 *   <li>The changes of all events that wait (up to a bound) are committed together. While one batch
 *       commits, the next is decided on the not yet committed state; never are two commits in
 *       flight.
 *   <li>After a commit, in this order: its state becomes the {@link #snapshot}, the futures of its
 *       events complete, its effects are handled. Effects therefore happen exactly in the order of
 *       the decisions, and never before what led to them is durable.
 *   <li>When a commit fails, the memory is thrown away and read again from the store. The futures
 *       of everything that was decided or waiting fail with {@link StoreUnavailableException}.
 *   <li>Deadlines come from {@link Heart#wakeAt}; there are no other timers.
 * </ul>
 *
 * <p>A loop does nothing until {@link #start started} with an epoch and can be started again after
 * {@link #stop}. All methods may be called from any thread.
 *
 * @param <S> the state
 * @param <E> an event
 * @param <C> a durable change
 * @param <F> an effect
 * @param <O> an outcome
 */
public final class EventLoop<S, E, C, F, O> {

  /** What a run of the loop is made of; none of it changes. */
  record Parts<S, E, C, F, O>(
      String name,
      Heart<S, E, C, F, O> heart,
      StateStore<S, C> store,
      EffectHandler<S, F> effects,
      LoopSupervisor supervisor,
      InstantSource clock,
      MonotonicClock ticker,
      LoopSettings settings,
      LoopMetrics metrics) {}

  private final Parts<S, E, C, F, O> parts;
  private final AtomicReference<LoopRun<S, E, C, F, O>> run = new AtomicReference<>();

  /**
   * @param name names the threads and appears in the log
   * @param clock the wall clock that the heart is told; see {@link #nudge} when it is moved by hand
   * @param ticker measures for the metrics
   */
  public EventLoop(
      String name,
      Heart<S, E, C, F, O> heart,
      StateStore<S, C> store,
      EffectHandler<S, F> effects,
      LoopSupervisor supervisor,
      InstantSource clock,
      MonotonicClock ticker,
      LoopSettings settings,
      LoopMetrics metrics) {
    this.parts =
        new Parts<>(
            requireNonNull(name, "name"),
            requireNonNull(heart, "heart"),
            requireNonNull(store, "store"),
            requireNonNull(effects, "effects"),
            requireNonNull(supervisor, "supervisor"),
            requireNonNull(clock, "clock"),
            requireNonNull(ticker, "ticker"),
            requireNonNull(settings, "settings"),
            requireNonNull(metrics, "metrics"));
  }

  /**
   * Reads the state and begins to decide. When this returns, {@link #snapshot} answers.
   *
   * @param epoch fences every commit from here on
   * @throws StaleEpochException when another leader has taken over already
   * @throws StoreUnavailableException when the state could not be read, or when a commit of an
   *     earlier run is still in flight; the loop is not running then
   */
  public synchronized void start(long epoch) {
    LoopRun<S, E, C, F, O> before = run.get();
    if (before != null && before.isAlive()) {
      throw new StoreUnavailableException(
          "the loop " + parts.name() + " has not finished its earlier work yet", null);
    }
    S loaded = parts.store().load(epoch);
    LoopRun<S, E, C, F, O> next = new LoopRun<>(parts, epoch, loaded);
    run.set(next);
    next.start();
  }

  /**
   * Has the event decided. The future completes when what was decided is durable. It fails with
   * {@link NotLeadingException} while the loop is not running, with {@link OverloadedException}
   * when too many who asked wait, and with {@link StoreUnavailableException} when it is unknown
   * whether the event was remembered.
   */
  public CompletableFuture<O> submit(E event) {
    requireNonNull(event, "event");
    LoopRun<S, E, C, F, O> now = run.get();
    return now == null ? CompletableFuture.failedFuture(notRunning()) : now.submit(event);
  }

  /**
   * Has the event decided, with nobody waiting for the outcome. Waits for room when too many such
   * events wait, except on the loop's own threads. Does nothing while the loop is not running or
   * reads its state again: facts from before are told again by those who know them.
   */
  public void post(E event) {
    postAll(List.of(event));
  }

  /**
   * As {@link #post}, of events that came together: they become durable together unless there are
   * too many of them, which is one wait for the disk instead of several.
   */
  public void postAll(List<E> events) {
    List<E> all = List.copyOf(events);
    LoopRun<S, E, C, F, O> now = run.get();
    if (now != null && !all.isEmpty()) {
      now.postAll(all);
    }
  }

  /**
   * The last committed state.
   *
   * @throws NotLeadingException while the loop is not running
   * @throws StoreUnavailableException while the state is being read again
   */
  public S snapshot() {
    LoopRun<S, E, C, F, O> now = run.get();
    if (now == null) {
      throw notRunning();
    }
    return now.snapshot();
  }

  /** Makes the loop look at the clock now; for clocks that are moved by hand. */
  public void nudge() {
    LoopRun<S, E, C, F, O> now = run.get();
    if (now != null) {
      now.nudge();
    }
  }

  /**
   * Stops deciding at once and waits in bounded time for the commit in flight, whose effects are
   * still handled if it ends in time. Everything else that waits fails with {@link
   * NotLeadingException}. Does nothing when not running.
   */
  public void stop() {
    LoopRun<S, E, C, F, O> now = run.get();
    if (now != null) {
      now.stop();
    }
  }

  private NotLeadingException notRunning() {
    return new NotLeadingException(parts.name() + " is not leading");
  }
}
