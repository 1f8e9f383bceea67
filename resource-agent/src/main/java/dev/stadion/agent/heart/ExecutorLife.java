package dev.stadion.agent.heart;

import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Ending;
import dev.stadion.agent.task.ExecutorEnding;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Membership;
import dev.stadion.agent.task.Refusal;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * From the order that needs an executor to what its end means for its tasks (mesos-v1.md §9.2,
 * §9.3, §8.3).
 */
final class ExecutorLife {
  private ExecutorLife() {}

  /** The executor of an order, which lives after this. */
  static AgentExecutor need(Turn turn, ExecutorOrder order, ExecutorTimes times) {
    Optional<AgentExecutor> lives = turn.state().executors().find(order.key());
    if (lives.isPresent()) {
      return lives.get();
    }
    turn.remember(new AgentChange.ExecutorOrdered(order));
    turn.launch(turn.executor(order.key()));
    if (order.kind() == ExecutorOrder.Kind.CUSTOM) {
      turn.become(
          turn.executor(order.key()).until(Optional.of(turn.now().plus(times.registration()))));
    }
    return turn.executor(order.key());
  }

  /** Tells a custom executor that listens of everything that waits for it. */
  static void deliver(Turn turn, ExecutorKey key) {
    AgentExecutor executor = turn.executor(key);
    if (executor.stream().isEmpty() || executor.ending().isPresent()) {
      return;
    }
    var groups = new LinkedHashMap<Object, List<AgentTask>>();
    for (AgentTask task : turn.tasksOf(key)) {
      if (task.isQueued()) {
        groups.computeIfAbsent(groupOf(task), group -> new ArrayList<>()).add(task);
      }
    }
    groups
        .values()
        .forEach(tasks -> {
          tasks.forEach(task -> turn.remember(new AgentChange.TaskDelivered(task.key())));
          boolean group =
              tasks.getFirst().order().membership().flatMap(Membership::group).isPresent();
          turn.tell(
              key,
              group
                  ? new ExecutorWord.LaunchGroup(tasks)
                  : new ExecutorWord.Launch(tasks.getFirst()));
        });
  }

  /** The group of a task, or the task alone. */
  private static Object groupOf(AgentTask task) {
    return task.order()
        .membership()
        .flatMap(Membership::group)
        .map(Object.class::cast)
        .orElse(task.key());
  }

  /** Kills a task of a custom executor: here while it waits, there once it was told of it. */
  static void kill(Turn turn, AgentTask task, Optional<Duration> grace) {
    ExecutorKey key = task.order().membership().orElseThrow().executor();
    if (!task.isQueued()) {
      Ending ending =
          Verdicts.end(
              task, Ending.Cause.KILL_CALL, grace.orElse(task.order().grace()), turn.now());
      if (task.ending().filter(ending::equals).isEmpty()) {
        turn.remember(new AgentChange.EndOrdered(task.key(), ending));
      }
      turn.tell(key, new ExecutorWord.Kill(task.key().task(), grace));
      return;
    }
    Object group = groupOf(task);
    for (AgentTask other : turn.tasksOf(key)) {
      if (other.isQueued() && groupOf(other).equals(group)) {
        turn.say(other.key(), Verdicts.killedDuringLaunch(turn.now()));
      }
    }
    turn.state()
        .executors()
        .find(key)
        .filter(executor -> !executor.gaveTasks())
        .filter(executor -> turn.tasksOf(key).stream().noneMatch(AgentTask::isQueued))
        .ifPresent(executor -> end(turn, executor, ExecutorEnding.Cause.NOTHING_TO_DO));
  }

  /** Tells an executor to end; it is killed when it has not done so within its grace. */
  static void end(Turn turn, AgentExecutor executor, ExecutorEnding.Cause cause) {
    if (executor.ending().isPresent()) {
      return;
    }
    Instant killAt = turn.now().plus(executor.order().shutdownGrace());
    turn.remember(
        new AgentChange.ExecutorEndOrdered(executor.key(), new ExecutorEnding(cause, killAt)));
    if (!executor.isCustom()) {
      endTasks(turn, executor.key(), cause);
    } else if (executor.stream().isPresent()) {
      turn.tell(executor.key(), new ExecutorWord.Shutdown());
    } else {
      turn.effect(new AgentEffect.Terminate(executor.container()));
    }
  }

  private static void endTasks(Turn turn, ExecutorKey key, ExecutorEnding.Cause cause) {
    for (AgentTask task : turn.tasksOf(key)) {
      if (task.isLive()) {
        turn.end(
            task,
            cause == ExecutorEnding.Cause.AGENT_STOP
                ? Ending.Cause.AGENT_STOP
                : Ending.Cause.FRAMEWORK_SHUTDOWN,
            task.order().grace());
      }
    }
  }

  /**
   * A task has ended. If its executor is a default one, its group follows it, and at last the
   * executor; a custom one needs less from now on.
   */
  static void taskEnded(Turn turn, AgentTask before) {
    Membership of = before.order().membership().orElse(null);
    if (of == null) {
      return;
    }
    if (of.kind() == ExecutorOrder.Kind.CUSTOM) {
      turn.resize(of.executor());
      return;
    }
    boolean well =
        turn.state().task(before.key()).map(AgentTask::state).orElse(TaskState.FINISHED)
            == TaskState.FINISHED;
    boolean anyLive = false;
    for (AgentTask other : turn.tasksOf(of.executor())) {
      if (other.isLive()) {
        anyLive = true;
        Optional<Membership> its = other.order().membership();
        if (!well && its.flatMap(Membership::group).equals(of.group())) {
          turn.end(other, Ending.Cause.GROUP, other.order().grace());
        }
      }
    }
    if (!anyLive && turn.state().executors().find(of.executor()).isPresent()) {
      ended(turn, turn.executor(of.executor()), new ProcessStatus.Exited(0, turn.now()));
    }
  }

  /** The supervisor saw something of a custom executor. */
  static void observed(Turn turn, AgentExecutor executor, Observation seen) {
    if (seen.status().isEnd()) {
      for (AgentTask task : turn.tasksOf(executor.key())) {
        turn.say(task.key(), Verdicts.ofExecutor(executor, seen, turn.now()));
      }
      ended(turn, executor, seen.status());
    } else if (executor.process().isEmpty()) {
      turn.remember(new AgentChange.ExecutorObserved(executor.key(), seen.status()));
      turn.resize(executor.key()); // more may have been ordered while it was prepared
    }
  }

  /** A custom executor is sized by itself and its tasks together. */
  static void resize(Turn turn, ExecutorKey key) {
    turn.state()
        .executors()
        .find(key)
        .filter(executor -> executor.isCustom() && executor.ending().isEmpty())
        .ifPresent(executor ->
            turn.effect(
                new AgentEffect.Resize(
                    executor, turn.tasksOf(key).stream().filter(AgentTask::isLive).toList())));
  }

  private static void ended(Turn turn, AgentExecutor executor, ProcessStatus status) {
    turn.remember(new AgentChange.ExecutorObserved(executor.key(), status));
    executor.stream().ifPresent(stream -> turn.effect(new AgentEffect.EndStream(stream)));
    turn.state()
        .id()
        .ifPresent(id ->
            turn.effect(new AgentEffect.SayEnded(id, executor.key(), Verdicts.waitStatus(status))));
  }

  /** The supervisor listed everything, and this one's process was in the list or was not. */
  static void recovered(
      Turn turn, AgentExecutor executor, boolean reported, boolean restarted, ExecutorTimes times) {
    if (!executor.isCustom()) {
      if (turn.tasksOf(executor.key()).stream().noneMatch(AgentTask::isLive)) {
        ended(turn, executor, new ProcessStatus.Exited(0, turn.now()));
      }
      return;
    }
    if (!reported) {
      missing(turn, executor, restarted);
    } else if (restarted) {
      turn.resize(executor.key()); // the agent may have been killed before it was done
    }
    turn.state()
        .executors()
        .find(executor.key())
        .filter(lives -> lives.stream().isEmpty())
        .ifPresent(lives -> turn.become(lives.until(Optional.of(giveUp(lives, turn, times)))));
  }

  private static Instant giveUp(AgentExecutor executor, Turn turn, ExecutorTimes times) {
    return executor
        .ending()
        .map(ExecutorEnding::killAt)
        .orElseGet(() ->
            turn.now().plus(executor.registered() ? times.reregistration() : times.registration()));
  }

  private static void missing(Turn turn, AgentExecutor executor, boolean restarted) {
    if (executor.process().isPresent()) {
      var vanished = new ProcessStatus.Vanished("its supervisor has no record of it", turn.now());
      observed(turn, executor, new Observation(executor.container(), vanished, Optional.empty()));
    } else if (restarted || executor.ending().isPresent()) {
      for (AgentTask task : turn.tasksOf(executor.key())) {
        turn.say(
            task.key(),
            Verdicts.dropped(
                turn.isPartitionAware(task.key()),
                "The agent was restarted before the executor was started",
                turn.now()));
      }
      ended(turn, executor, new ProcessStatus.NotStarted("the agent was restarted"));
    } else {
      turn.launch(executor);
    }
  }

  /** The time of an executor has come. */
  static void expired(Turn turn, AgentExecutor executor) {
    if (executor.ending().isEmpty()) {
      turn.remember(
          new AgentChange.ExecutorEndOrdered(
              executor.key(),
              new ExecutorEnding(
                  executor.registered()
                      ? ExecutorEnding.Cause.REREGISTRATION_TIMEOUT
                      : ExecutorEnding.Cause.REGISTRATION_TIMEOUT,
                  turn.now())));
    }
    turn.effect(new AgentEffect.Kill(executor.container()));
    turn.become(turn.executor(executor.key()).until(Optional.of(turn.now().plus(Turn.KILL_AGAIN))));
  }

  /** All orders of a group are refused when one is (mesos-v1.md §7.2). */
  static List<TaskOrder> allOrNothing(List<TaskOrder> orders) {
    boolean group =
        orders.stream()
            .anyMatch(order -> order.membership().flatMap(Membership::group).isPresent());
    return orders.stream()
        .flatMap(order -> order.refusal().stream())
        .findFirst()
        .filter(refusal -> group)
        .map(refusal ->
            refusal.state() == TaskState.ERROR
                ? new Refusal(refusal.state(), "TASK_GROUP_INVALID", refusal.message())
                : refusal)
        .map(refusal -> orders.stream().map(order -> order.refusedBecause(refusal)).toList())
        .orElse(orders);
  }
}
