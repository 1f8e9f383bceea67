package dev.stadion.dropwizard.loop;

import dev.stadion.dropwizard.loop.Inbox.Entry;
import dev.stadion.scheduling.heart.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of an {@link EventLoop}, from start to stop: the queue and the thread that decides. It
 * hands batches to the {@link Committer} and goes on deciding on top of them.
 */
final class LoopRun<S, E, C, F, O> implements Committer.Listener<S> {
  private static final Logger log = LoggerFactory.getLogger(LoopRun.class);

  /** Runs the continuations of those who asked, so that they cannot hold the loop up. */
  private static final Executor ANSWERS = task -> Thread.ofVirtual().name("answer").start(task);

  private enum Phase {
    RUNNING,
    /** A commit failed; the state is being read again. */
    RELOADING,
    ENDED
  }

  private final EventLoop.Parts<S, E, C, F, O> parts;
  private final long epoch;
  private final Committer<S, C, F, O> committer;
  private final Thread decider;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();

  // Guarded by the lock.
  private final Inbox<E, O> inbox;
  private Phase phase = Phase.RUNNING;
  private boolean committing;
  private StoreUnavailableException commitFailure;
  private boolean nudged;

  private volatile S committed;

  // Only the decider's.
  private final Deadlines<S, E, C, F, O> deadlines;
  private Batch<S, C, F, O> batch;
  private boolean lookedForThisBatch;

  LoopRun(EventLoop.Parts<S, E, C, F, O> parts, long epoch, S loaded) {
    this.parts = parts;
    this.epoch = epoch;
    this.committed = loaded;
    this.inbox = new Inbox<>(lock, parts.settings().maxQueuedEvents());
    this.batch = new Batch<>(loaded);
    this.deadlines =
        new Deadlines<>(parts.heart(), parts.clock(), parts.settings().lookAtClockEvery());
    this.committer = new Committer<>(parts, epoch, this, ANSWERS);
    this.decider =
        Thread.ofPlatform().daemon().name(parts.name() + "-loop").unstarted(this::decideForEver);
  }

  void start() {
    committer.thread().start();
    decider.start();
  }

  boolean isAlive() {
    return decider.isAlive() || committer.thread().isAlive();
  }

  CompletableFuture<O> submit(E event) {
    lock.lock();
    try {
      if (phase != Phase.RUNNING) {
        return CompletableFuture.failedFuture(whyNotRunning());
      }
      if (!inbox.hasRoomForAsker()) {
        parts.metrics().refused();
        return CompletableFuture.failedFuture(
            new OverloadedException(inbox.asked() + " requests wait in " + parts.name()));
      }
      var asker = new CompletableFuture<O>();
      enqueue(event, Optional.of(asker));
      return asker;
    } finally {
      lock.unlock();
    }
  }

  void postAll(List<E> events) {
    boolean mayWait = !isOwnThread();
    lock.lock();
    try {
      for (E event : events) {
        inbox.awaitRoom(() -> mayWait && phase == Phase.RUNNING);
        if (phase == Phase.RUNNING) {
          enqueue(event, Optional.empty());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(E event, Optional<CompletableFuture<O>> asker) {
    inbox.add(event, asker, parts.ticker().nanos());
    work.signal();
  }

  S snapshot() {
    lock.lock();
    try {
      if (phase != Phase.RUNNING) {
        throw whyNotRunning();
      }
      return committed;
    } finally {
      lock.unlock();
    }
  }

  void nudge() {
    lock.lock();
    try {
      nudged = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    end(new NotLeadingException(parts.name() + " has stopped leading"));
    if (!isOwnThread()) {
      join(committer.thread());
      join(decider);
    }
    committer.abandon();
  }

  private void join(Thread thread) {
    try {
      if (!thread.join(parts.settings().stopWithin())) {
        log.warn("{} is still busy; what it commits is not acted upon", thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOwnThread() {
    return Thread.currentThread() == decider || Thread.currentThread() == committer.thread();
  }

  private RuntimeException whyNotRunning() {
    return phase == Phase.RELOADING
        ? new StoreUnavailableException(parts.name() + " reads its state again", null)
        : new NotLeadingException(parts.name() + " is not leading");
  }

  /** Nothing is decided from here on. Answers whether this call made it so. */
  private boolean end(RuntimeException why) {
    List<Entry<E, O>> dropped;
    lock.lock();
    try {
      if (phase == Phase.ENDED) {
        return false;
      }
      phase = Phase.ENDED;
      dropped = inbox.drain();
      committer.finish();
      work.signalAll();
    } finally {
      lock.unlock();
    }
    fail(dropped, why);
    return true;
  }

  private void fail(List<Entry<E, O>> entries, RuntimeException why) {
    entries.forEach(entry -> entry.fail(why, ANSWERS));
  }

  // ---- deciding ----

  private sealed interface Step<E, O> {
    record Decide<E, O>(Entry<E, O> entry) implements Step<E, O> {}

    record LookAtClock<E, O>(boolean timePassed) implements Step<E, O> {}

    record Reload<E, O>(StoreUnavailableException why) implements Step<E, O> {}

    record End<E, O>() implements Step<E, O> {}
  }

  private void decideForEver() {
    try {
      while (step(next())) {}
    } catch (StaleEpochException e) {
      lostLeadership(e);
    } catch (Throwable t) {
      batch.fail(new IllegalStateException("a decision failed", t), ANSWERS);
      bug(t);
    }
  }

  /** Answers whether the loop goes on. */
  private boolean step(Step<E, O> step) throws InterruptedException {
    switch (step) {
      case Step.Decide<E, O>(Entry<E, O> entry) -> decide(entry);
      case Step.LookAtClock<E, O>(boolean timePassed) -> {
        lookedForThisBatch = true;
        deadlines
            .decideIfDue(batch.state(), timePassed)
            .ifPresent(decision -> batch.add(decision, Optional.empty()));
      }
      case Step.Reload<E, O>(StoreUnavailableException why) -> reload(why);
      case Step.End<E, O>() -> {
        batch.fail(new NotLeadingException(parts.name() + " is not leading"), ANSWERS);
        return false;
      }
    }
    return true;
  }

  /** Waits for something to do. A batch is handed over as soon as nothing else can join it. */
  private Step<E, O> next() throws InterruptedException {
    lock.lock();
    try {
      boolean timePassed = false;
      while (true) {
        if (phase == Phase.ENDED) {
          return new Step.End<>();
        }
        if (commitFailure != null) {
          return new Step.Reload<>(commitFailure);
        }
        boolean full = batch.isFull(parts.settings());
        timePassed |= nudged;
        boolean look =
            timePassed
                || !lookedForThisBatch
                || (inbox.isEmpty() && !deadlines.haveSeen(batch.state()));
        if (!full && look) {
          nudged = false;
          return new Step.LookAtClock<>(timePassed);
        }
        if (!full && !inbox.isEmpty()) {
          return new Step.Decide<>(inbox.take());
        }
        if (!batch.isEmpty() && !committing) {
          handOver();
        } else if (full) {
          work.await();
        } else {
          timePassed = work.awaitNanos(deadlines.pause().toNanos()) <= 0;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void handOver() {
    committing = true;
    committer.handOver(batch);
    batch = new Batch<>(batch.state());
    lookedForThisBatch = false;
  }

  private void decide(Entry<E, O> entry) {
    long begun = parts.ticker().nanos();
    try {
      Decision<S, C, F, O> decision =
          parts.heart().decide(batch.state(), entry.event(), parts.clock().instant());
      batch.add(decision, entry.asker());
    } catch (RuntimeException | Error e) {
      fail(List.of(entry), new IllegalStateException("the decision failed", e));
      throw e;
    }
    parts.metrics().decided(begun - entry.since(), parts.ticker().nanos() - begun);
  }

  // ---- what the committer tells ----

  @Override
  public void committed(S state) {
    committed = state;
  }

  @Override
  public void idle() {
    commitEnded(null);
  }

  @Override
  public void failed(StoreUnavailableException why) {
    commitEnded(why);
  }

  private void commitEnded(StoreUnavailableException failure) {
    lock.lock();
    try {
      committing = false;
      commitFailure = failure;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void lostLeadership(StaleEpochException why) {
    if (end(new NotLeadingException(why.getMessage()))) {
      log.warn("{}: {}", parts.name(), why.getMessage());
      report(() -> parts.supervisor().lostLeadership(why));
    }
  }

  @Override
  public void bug(Throwable cause) {
    end(new NotLeadingException(parts.name() + " has failed"));
    log.error("{}: a bug; deciding has stopped", parts.name(), cause);
    report(() -> parts.supervisor().bug(cause));
  }

  /** On another thread, so that the supervisor may {@link #stop} us and wait. */
  private void report(Runnable call) {
    Thread.ofVirtual().name(parts.name() + "-report").start(call);
  }

  // ---- reading the state again ----

  /** Throws the memory away and reads it again, until it succeeds or the run ends. */
  private void reload(StoreUnavailableException why) throws InterruptedException {
    log.warn("{}: decisions since the last commit are void: {}", parts.name(), why.getMessage());
    List<Entry<E, O>> dropped;
    lock.lock();
    try {
      commitFailure = null;
      if (phase == Phase.RUNNING) {
        phase = Phase.RELOADING;
      }
      dropped = inbox.drain();
    } finally {
      lock.unlock();
    }
    batch.fail(why, ANSWERS);
    fail(dropped, why);
    batch = new Batch<>(committed);
    Duration pause = parts.settings().reloadBackoff();
    while (pauseUnlessEnded(pause)) {
      try {
        resume(parts.store().load(epoch));
        return;
      } catch (StoreUnavailableException e) {
        log.debug("{}: the store is still away", parts.name(), e);
        Duration longest = parts.settings().maxReloadBackoff();
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(longest) < 0 ? doubled : longest;
      }
    }
  }

  private void resume(S loaded) {
    batch = new Batch<>(loaded);
    lookedForThisBatch = false;
    committed = loaded;
    lock.lock();
    try {
      if (phase != Phase.RELOADING) {
        return;
      }
      phase = Phase.RUNNING;
    } finally {
      lock.unlock();
    }
    log.info("{}: the state was read again", parts.name());
    parts.supervisor().reloaded();
  }

  private boolean pauseUnlessEnded(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (phase != Phase.ENDED && left > 0) {
        left = work.awaitNanos(left);
      }
      return phase != Phase.ENDED;
    } finally {
      lock.unlock();
    }
  }
}
