package dev.stadion.dropwizard.loop;

import dev.stadion.scheduling.heart.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What was decided together and is committed together. Owned by one thread at a time. */
final class Batch<S, C, F, O> {
  private record Answer<O>(CompletableFuture<O> to, O outcome) {}

  private final List<C> changes = new ArrayList<>();
  private final List<F> effects = new ArrayList<>();
  private final List<Answer<O>> answers = new ArrayList<>();
  private S state;
  private int events;
  private boolean answered;

  Batch(S state) {
    this.state = state;
  }

  void add(Decision<S, C, F, O> decision, Optional<CompletableFuture<O>> asker) {
    state = decision.state();
    changes.addAll(decision.changes());
    effects.addAll(decision.effects());
    asker.ifPresent(to -> answers.add(new Answer<>(to, decision.outcome())));
    events++;
  }

  boolean isEmpty() {
    return events == 0;
  }

  boolean isFull(LoopSettings settings) {
    return events >= settings.maxBatchEvents() || changes.size() >= settings.maxBatchChanges();
  }

  S state() {
    return state;
  }

  List<C> changes() {
    return changes;
  }

  List<F> effects() {
    return effects;
  }

  int events() {
    return events;
  }

  /** Tells everybody who asked; their continuations must not hold up the next commit. */
  void answer(Executor executor) {
    answered = true;
    answers.forEach(answer -> answer.to().completeAsync(answer::outcome, executor));
  }

  /** Nothing after {@link #answer}: what is durable has been said. */
  void fail(RuntimeException why, Executor executor) {
    if (answered) {
      return;
    }
    answers.forEach(answer -> executor.execute(() -> answer.to().completeExceptionally(why)));
  }
}
