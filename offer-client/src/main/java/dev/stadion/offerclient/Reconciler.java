package dev.stadion.offerclient;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.backoff.Backoff;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a master about tasks until it has answered for each (mesos-v1.md §7.5): at once, then for
 * those without an answer after growing waits, and now and then about all tasks at once, so that
 * the two never differ for long. A master that has just taken over may not answer for a while.
 *
 * <p>Call {@link #begin} at {@link SchedulerEvent.Subscribed}, {@link #heard} for every update and
 * {@link #stop} at {@link SchedulerEvent.Disconnected}, from any threads.
 */
public final class Reconciler implements AutoCloseable {
  private static final Duration IMPLICIT = Duration.ofMinutes(15);

  private final SchedulerCalls calls;
  private final MonotonicTimer timer;
  private final Backoff backoff;
  private final Map<TaskId, Optional<AgentId>> open = new LinkedHashMap<>();
  private MonotonicTimer.Wakeup explicit = () -> {};
  private MonotonicTimer.Wakeup implicit = () -> {};
  private int asked;
  private long life;

  /** With waits from five seconds doubling to a minute, on a thread of its own. */
  public Reconciler(SchedulerCalls calls) {
    this(calls, new SystemTimer(), new Backoff(Duration.ofSeconds(5), 2, Duration.ofMinutes(1)));
  }

  /**
   * @param timer closed with this
   */
  public Reconciler(SchedulerCalls calls, MonotonicTimer timer, Backoff backoff) {
    this.calls = requireNonNull(calls, "calls");
    this.timer = requireNonNull(timer, "timer");
    this.backoff = requireNonNull(backoff, "backoff");
  }

  /**
   * A subscription stands: asks about these tasks now, and every quarter of an hour about all.
   *
   * @param tasks those that are not known to have ended, and where they run, if that is known
   */
  public synchronized void begin(Map<TaskId, Optional<AgentId>> tasks) {
    stop();
    open.putAll(tasks);
    ask(life);
    implicitLater(life);
  }

  /** An update answers for its task, whatever its reason. */
  public synchronized void heard(TaskUpdate update) {
    open.remove(update.task());
  }

  /** How many tasks have no answer yet. */
  public synchronized int unanswered() {
    return open.size();
  }

  /** The subscription ended: asks no more. */
  public synchronized void stop() {
    life++;
    explicit.cancel();
    implicit.cancel();
    open.clear();
    asked = 0;
  }

  @Override
  public synchronized void close() {
    stop();
    timer.close();
  }

  private synchronized void ask(long of) {
    if (of != life || open.isEmpty()) {
      return;
    }
    calls.reconcile(Map.copyOf(open));
    asked++;
    explicit = timer.after(backoff.after(asked), () -> ask(of));
  }

  private synchronized void implicitLater(long of) {
    implicit =
        timer.after(
            IMPLICIT,
            () -> {
              synchronized (this) {
                if (of == life) {
                  calls.reconcile(Map.of());
                  implicitLater(of);
                }
              }
            });
  }
}
