package dev.stadion.agent.heart;

import dev.stadion.agent.heart.AgentEvent.Heard;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.ExecutorEnding;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What a custom executor says to the agent (mesos-v1.md §11.1). */
final class ExecutorCalls {
  private ExecutorCalls() {}

  static void subscribed(Turn turn, AgentEvent.ExecutorSubscribed event) {
    Optional<AgentExecutor> known = known(turn, event.executor());
    if (known.isEmpty()) {
      return;
    }
    ExecutorKey key = event.executor();
    known.get().stream().ifPresent(older -> turn.effect(new AgentEffect.EndStream(older)));
    if (!known.get().registered()) {
      turn.remember(new AgentChange.ExecutorRegistered(key));
    }
    AgentExecutor executor = turn.executor(key).listening(Optional.of(event.stream()));
    if (executor.ending().isEmpty()) {
      executor = executor.until(Optional.empty());
    }
    turn.become(executor);
    turn.tell(
        key,
        new ExecutorWord.Subscribed(
            turn.state().id().orElseThrow(),
            turn.state().frameworks().get(key.framework()),
            executor.order()));
    event.updates().forEach(heard -> accept(turn, key, heard));
    dropUnknown(turn, event);
    welcome(turn, executor);
  }

  /** What it was told of just before the agent died, and never heard, will never run. */
  private static void dropUnknown(Turn turn, AgentEvent.ExecutorSubscribed event) {
    Set<TaskId> sure = new HashSet<>(event.tasks());
    event.updates().forEach(heard -> sure.add(heard.task()));
    for (AgentTask task : turn.tasksOf(event.executor())) {
      if (task.state() == TaskState.STAGING
          && task.delivered()
          && !sure.contains(task.key().task())) {
        turn.say(
            task.key(),
            Verdicts.dropped(
                turn.isPartitionAware(task.key()),
                "The executor does not know the task",
                turn.now()));
      }
    }
  }

  private static void welcome(Turn turn, AgentExecutor executor) {
    ExecutorKey key = executor.key();
    if (executor.ending().isPresent()) {
      turn.tell(key, new ExecutorWord.Shutdown());
      return;
    }
    for (AgentTask task : turn.tasksOf(key)) {
      if (task.isLive() && task.delivered() && task.ending().isPresent()) {
        // What is left of the grace is the executor's to know; the first order may be lost.
        turn.tell(key, new ExecutorWord.Kill(task.key().task(), Optional.empty()));
      }
    }
    ExecutorLife.deliver(turn, key);
    if (!turn.executor(key).gaveTasks()) {
      ExecutorLife.end(turn, turn.executor(key), ExecutorEnding.Cause.NOTHING_TO_DO);
    }
  }

  static void updated(Turn turn, AgentEvent.ExecutorUpdated event) {
    if (listens(turn, event.executor())) {
      accept(turn, event.executor(), event.heard())
          .ifPresent(why -> turn.outcome(new AgentOutcome.InvalidUpdate(why)));
    }
  }

  static void message(Turn turn, AgentEvent.ExecutorMessage event) {
    if (listens(turn, event.executor())) {
      turn.effect(
          new AgentEffect.ToFramework(
              turn.state().id().orElseThrow(), event.executor(), event.data()));
    }
  }

  static void beat(Turn turn, AgentEvent.ExecutorBeat event) {
    listens(turn, event.executor());
  }

  static void disconnected(Turn turn, AgentEvent.ExecutorDisconnected event) {
    turn.state()
        .executors()
        .find(event.executor())
        .filter(executor -> executor.stream().equals(Optional.of(event.stream())))
        .ifPresent(executor -> turn.become(executor.listening(Optional.empty())));
  }

  /** Takes an update in, once, and confirms it; returns why not. */
  private static Optional<String> accept(Turn turn, ExecutorKey executor, Heard heard) {
    var key = new TaskKey(executor.framework(), heard.task());
    Optional<AgentTask> task = turn.state().task(key).or(() -> turn.state().closedTask(key));
    if (task.filter(known -> known.isOf(executor)).isEmpty()) {
      return Optional.of("The executor has no task '" + heard.task() + "'");
    }
    boolean news = !task.get().heard().contains(heard.update().uuid()) && !task.get().isTerminal();
    if (news) {
      turn.say(task.get(), heard.update());
    }
    // Also what is old, or comes after the end: it would be repeated for ever.
    turn.tell(executor, new ExecutorWord.Acknowledged(heard.task(), heard.update().uuid()));
    return Optional.empty();
  }

  private static boolean listens(Turn turn, ExecutorKey key) {
    Optional<AgentExecutor> known = known(turn, key);
    if (known.isPresent() && known.get().stream().isEmpty()) {
      turn.outcome(new AgentOutcome.NotSubscribed());
      return false;
    }
    return known.isPresent();
  }

  private static Optional<AgentExecutor> known(Turn turn, ExecutorKey key) {
    Optional<AgentExecutor> executor =
        turn.state().executors().find(key).filter(AgentExecutor::isCustom);
    if (executor.isEmpty()) {
      boolean framework = turn.state().frameworks().containsKey(key.framework());
      turn.outcome(
          new AgentOutcome.UnknownExecutor(
              framework ? "Executor cannot be found" : "Framework cannot be found"));
    }
    return executor;
  }
}
