package dev.stadion.dropwizard.loop;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The second thread of a loop: commits one batch after the other and does what follows a commit.
 */
final class Committer<S, C, F, O> {

  /** Told by the committer's thread. */
  interface Listener<S> {
    /** The state is durable and may be shown to readers. */
    void committed(S state);

    /** The batch is done with and the next one may be handed over. */
    void idle();

    /** What was decided on top of the batch counts for nothing, and its state neither. */
    void failed(StoreUnavailableException why);

    void lostLeadership(StaleEpochException why);

    void bug(Throwable cause);
  }

  private final EventLoop.Parts<S, ?, C, F, O> parts;
  private final long epoch;
  private final Listener<S> listener;
  private final Executor answers;
  private final Thread thread;

  /** Holds at most one batch and the empty mark of the end. */
  private final LinkedBlockingQueue<Optional<Batch<S, C, F, O>>> handedOver =
      new LinkedBlockingQueue<>();

  private volatile boolean abandoned;

  Committer(
      EventLoop.Parts<S, ?, C, F, O> parts, long epoch, Listener<S> listener, Executor answers) {
    this.parts = parts;
    this.epoch = epoch;
    this.listener = listener;
    this.answers = answers;
    this.thread =
        Thread.ofPlatform().daemon().name(parts.name() + "-commit").unstarted(this::commitAll);
  }

  Thread thread() {
    return thread;
  }

  void handOver(Batch<S, C, F, O> batch) {
    handedOver.add(Optional.of(batch));
  }

  /** Ends the thread once it has done what was handed over. */
  void finish() {
    handedOver.add(Optional.empty());
  }

  /** Whatever commits from here on is not acted upon. */
  void abandon() {
    abandoned = true;
  }

  private void commitAll() {
    try {
      Optional<Batch<S, C, F, O>> batch = handedOver.take();
      while (batch.isPresent()) {
        if (!commit(batch.get())) {
          return;
        }
        batch = handedOver.take();
      }
    } catch (InterruptedException e) {
      listener.bug(e);
    }
  }

  /** Answers whether there may be another commit in this run. */
  private boolean commit(Batch<S, C, F, O> batch) {
    try {
      if (!batch.changes().isEmpty()) {
        write(batch);
      }
      listener.committed(batch.state());
      batch.answer(answers);
      if (!batch.effects().isEmpty()) {
        act(batch);
      }
      listener.idle();
      return true;
    } catch (StoreUnavailableException e) {
      parts.metrics().commitFailed();
      batch.fail(e, answers);
      listener.failed(e);
      return true;
    } catch (StaleEpochException e) {
      batch.fail(new NotLeadingException(e.getMessage()), answers);
      listener.lostLeadership(e);
      return false;
    } catch (Throwable t) {
      batch.fail(new IllegalStateException("the commit failed", t), answers);
      listener.bug(t);
      return false;
    }
  }

  private void write(Batch<S, C, F, O> batch) {
    long begun = parts.ticker().nanos();
    parts.store().commit(epoch, List.copyOf(batch.changes()));
    long took = parts.ticker().nanos() - begun;
    parts.metrics().committed(batch.events(), batch.changes().size(), took);
  }

  /** What must not be done now has to be derived again from the state: by reading it again. */
  private void act(Batch<S, C, F, O> batch) {
    if (abandoned || !parts.supervisor().mayAct()) {
      throw new StoreUnavailableException(parts.name() + " may not act at present", null);
    }
    parts.effects().handle(List.copyOf(batch.effects()), batch.state());
  }
}
