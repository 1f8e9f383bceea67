package dev.stadion.agent.heart;

import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Ending;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One decision in the making: the state so far, and what led to it. */
final class Turn {
  private static final Duration FIRST_RESEND = Duration.ofSeconds(10);
  private static final Duration LAST_RESEND = Duration.ofMinutes(10);
  static final Duration KILL_AGAIN = Duration.ofSeconds(5);

  private final Instant now;
  private final List<AgentChange> changes = new ArrayList<>();
  private final List<AgentEffect> effects = new ArrayList<>();
  private final List<AgentTask> ended = new ArrayList<>();
  private final Set<ExecutorKey> resized = new LinkedHashSet<>();
  private AgentState state;
  private AgentOutcome outcome = new AgentOutcome.Done();

  Turn(AgentState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  AgentState state() {
    return state;
  }

  Instant now() {
    return now;
  }

  Decision<AgentState, AgentChange, AgentEffect, AgentOutcome> decision() {
    return new Decision<>(state, changes, effects, outcome);
  }

  void outcome(AgentOutcome newOutcome) {
    outcome = newOutcome;
  }

  /** The next task whose end was said in this turn, once each. */
  Optional<AgentTask> nextEnded() {
    return ended.isEmpty() ? Optional.empty() : Optional.of(ended.removeFirst());
  }

  /** The tasks of a custom executor have changed, and with them what its container needs. */
  void resize(ExecutorKey key) {
    resized.add(key);
  }

  Set<ExecutorKey> resized() {
    return resized;
  }

  void remember(AgentChange change) {
    changes.add(change);
    state = state.apply(change);
  }

  void effect(AgentEffect effect) {
    effects.add(effect);
  }

  /** Changes what is not remembered over a restart. */
  void become(AgentState next) {
    state = next;
  }

  boolean isPartitionAware(TaskKey key) {
    Framework framework = state.frameworks().get(key.framework());
    return framework != null && framework.partitionAware();
  }

  void launch(AgentTask task) {
    state
        .id()
        .ifPresent(agent ->
            effect(
                new AgentEffect.Launch(
                    agent, state.frameworks().get(task.key().framework()), task)));
  }

  /** Has its checks looked at, if it has any. */
  void watch(AgentTask task) {
    state
        .id()
        .ifPresent(agent ->
            effect(
                new AgentEffect.Watch(
                    agent, state.frameworks().get(task.key().framework()), task)));
  }

  void launch(AgentExecutor executor) {
    state
        .id()
        .ifPresent(agent ->
            effect(
                new AgentEffect.LaunchExecutor(
                    agent, state.frameworks().get(executor.key().framework()), executor)));
  }

  /** An executor that lives. */
  AgentExecutor executor(ExecutorKey key) {
    return state.executors().find(key).orElseThrow();
  }

  /** Changes of an executor what is not remembered over a restart. */
  void become(AgentExecutor executor) {
    state = state.withExecutors(state.executors().with(executor));
  }

  /** The tasks of an executor that somebody still has to hear of, as they are now. */
  List<AgentTask> tasksOf(ExecutorKey key) {
    return state.tasks().values().stream().filter(task -> task.isOf(key)).toList();
  }

  /** Says something to a custom executor, if it listens. */
  void tell(ExecutorKey key, ExecutorWord word) {
    state
        .executors()
        .find(key)
        .flatMap(AgentExecutor::stream)
        .ifPresent(stream -> effect(new AgentEffect.ToExecutor(key, stream, word)));
  }

  void say(TaskKey key, TaskState newState, String message) {
    say(
        key,
        new Verdicts.Verdict(
            newState, StatusUpdate.Source.EXECUTOR, Optional.empty(), message, now));
  }

  /** Queues an update; the order of a task's updates is the order in which they are sent. */
  void say(TaskKey key, Verdicts.Verdict verdict) {
    AgentTask task = state.task(key).orElseThrow();
    if (task.isTerminal()) {
      return; // nothing follows the end
    }
    var update =
        new StatusUpdate(
            uuid(task, verdict.state()),
            verdict.state(),
            verdict.source(),
            verdict.reason(),
            verdict.message(),
            verdict.at(),
            task.last()
                .map(last -> verdict.details().after(last.details()))
                .orElse(verdict.details()));
    say(task, update);
  }

  /** Queues the words of an executor, or our own. */
  void say(AgentTask task, StatusUpdate update) {
    TaskKey key = task.key();
    remember(new AgentChange.UpdateSaid(key, update));
    if (update.state().isTerminal()) {
      ended.add(task);
    }
    // The newest state travels with the head, so that an end frees resources at once.
    if (task.updates().isEmpty() || update.state().isTerminal()) {
      sendHead(key, FIRST_RESEND);
    }
    if (update.state().isTerminal()) {
      effect(new AgentEffect.Unwatch(task.container()));
    }
  }

  /** Sends the oldest unacknowledged update, and again if nobody acknowledges it. */
  void sendHead(TaskKey key, Duration resendAfter) {
    AgentTask task = state.task(key).orElseThrow();
    if (!state.connected() || state.id().isEmpty() || task.updates().isEmpty()) {
      return;
    }
    effect(new AgentEffect.Say(state.id().get(), task, task.updates().getFirst()));
    become(state.withTask(task.resending(now.plus(resendAfter), resendAfter)));
  }

  void sendHead(TaskKey key) {
    sendHead(key, FIRST_RESEND);
  }

  void sendHeadAgain(AgentTask task) {
    Duration doubled = task.resendAfter().multipliedBy(2);
    Duration next = doubled.compareTo(LAST_RESEND) > 0 ? LAST_RESEND : doubled;
    sendHead(task.key(), next.isZero() ? FIRST_RESEND : next);
  }

  /** Repeats the newest word about a task of which everything was acknowledged. */
  void repeat(AgentTask task) {
    if (!task.updates().isEmpty()) {
      sendHead(task.key());
    } else if (state.connected() && state.id().isPresent() && task.last().isPresent()) {
      effect(new AgentEffect.Say(state.id().get(), task, task.last().get()));
    }
  }

  void observe(AgentTask task, ProcessStatus status) {
    remember(new AgentChange.ProcessObserved(task.key(), status, now));
  }

  /** Orders the end of a live task: TERM now, KILL when the grace is over. */
  void end(AgentTask task, Ending.Cause cause, Duration grace) {
    Ending ending = Verdicts.end(task, cause, grace, now);
    if (task.ending().filter(ending::equals).isPresent()) {
      return;
    }
    boolean first = task.ending().isEmpty();
    remember(new AgentChange.EndOrdered(task.key(), ending));
    if (!first) {
      return;
    }
    effect(new AgentEffect.Unwatch(task.container()));
    Framework framework = state.frameworks().get(task.key().framework());
    if (framework != null && framework.wantsKilling()) {
      say(task.key(), TaskState.KILLING, "");
    }
    effect(new AgentEffect.Terminate(task.container()));
  }

  void close(AgentTask task) {
    remember(new AgentChange.TaskClosed(task.key()));
  }

  /** A chain: each update's name follows from the one before, also after the journal was cut. */
  private static UUID uuid(AgentTask task, TaskState next) {
    String before = task.last().map(last -> last.uuid().toString()).orElse("");
    String name = task.container() + "/" + task.key() + "/" + before + "/" + next;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
