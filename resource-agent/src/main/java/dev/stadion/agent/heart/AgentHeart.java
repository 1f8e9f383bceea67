package dev.stadion.agent.heart;

import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Ending;
import dev.stadion.agent.task.ExecutorEnding;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.heart.Heart;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what an agent does: which order starts a process, when a signal goes out, what is said of
 * a task and when it is said again (mesos-v1.md §7.3, §8.3, §9.1).
 */
public final class AgentHeart
    implements Heart<AgentState, AgentEvent, AgentChange, AgentEffect, AgentOutcome> {

  private final ExecutorTimes executorTimes;

  public AgentHeart(ExecutorTimes executorTimes) {
    this.executorTimes = executorTimes;
  }

  @Override
  public Decision<AgentState, AgentChange, AgentEffect, AgentOutcome> decide(
      AgentState state, AgentEvent event, Instant now) {
    if (event instanceof AgentEvent.FromMaster word && word.epoch() < state.epoch()) {
      return stale(state, word.epoch());
    }
    var turn = new Turn(state, now);
    if (event instanceof AgentEvent.FromMaster word && word.epoch() > state.epoch()) {
      turn.remember(new AgentChange.EpochSeen(word.epoch()));
    }
    switch (event) {
      case AgentEvent.Subscribed subscribed -> subscribed(turn, subscribed);
      case AgentEvent.Refused(_, _) -> refused(turn);
      case AgentEvent.Run run -> run(turn, run);
      case AgentEvent.Kill kill -> kill(turn, kill);
      case AgentEvent.Acknowledged(_, var receipts) ->
          receipts.forEach(receipt -> acknowledged(turn, receipt));
      case AgentEvent.ShutdownFramework(_, var framework) -> shutdown(turn, framework);
      case AgentEvent.ShutdownExecutor(_, var executor) ->
          turn.state()
              .executors()
              .find(executor)
              .ifPresent(
                  found -> ExecutorLife.end(turn, found, ExecutorEnding.Cause.SHUTDOWN_CALL));
      case AgentEvent.FrameworkMessage(_, var executor, var data) ->
          turn.tell(executor, new ExecutorWord.Message(data));
      case AgentEvent.FrameworkUpdated(_, var framework) -> {
        if (turn.state().frameworks().containsKey(framework.id())) {
          seen(turn, framework);
        }
      }
      case AgentEvent.ExecutorSubscribed said -> ExecutorCalls.subscribed(turn, said);
      case AgentEvent.ExecutorUpdated said -> ExecutorCalls.updated(turn, said);
      case AgentEvent.ExecutorMessage said -> ExecutorCalls.message(turn, said);
      case AgentEvent.ExecutorBeat said -> ExecutorCalls.beat(turn, said);
      case AgentEvent.ExecutorDisconnected said -> ExecutorCalls.disconnected(turn, said);
      case AgentEvent.Pinged(_, boolean connected) -> pinged(turn, connected);
      case AgentEvent.Disconnected() -> turn.become(turn.state().withConnected(false));
      case AgentEvent.Recovered recovered -> Sightings.everything(turn, recovered, executorTimes);
      case AgentEvent.Observed(var news) -> news.forEach(seen -> Sightings.one(turn, seen));
      case AgentEvent.ResourcesKept(_, var resources) -> Volumes.keep(turn, resources);
      case AgentEvent.HealthSeen seen -> TaskChecks.health(turn, seen);
      case AgentEvent.CheckSeen seen -> TaskChecks.checked(turn, seen);
      case AgentEvent.StopTasks() -> {
        turn.become(turn.state().withStopping());
        endAll(turn);
      }
      case AgentEvent.WakeUp() -> wakeUp(turn);
    }
    for (var over = turn.nextEnded(); over.isPresent(); over = turn.nextEnded()) {
      ExecutorLife.taskEnded(turn, over.get());
    }
    turn.resized().forEach(key -> ExecutorLife.resize(turn, key));
    if (turn.state().refused() && !turn.state().hasLiveTasks()) {
      turn.remember(new AgentChange.Unregistered());
      turn.effect(new AgentEffect.Resubscribe("the old id was refused and its tasks have ended"));
    }
    return turn.decision();
  }

  @Override
  public Optional<Instant> wakeAt(AgentState state) {
    return Stream.concat(
            state.work().nextDue(state.connected()).stream(),
            state.executors().live().values().stream()
                .flatMap(executor -> executor.deadline().stream()))
        .min(Instant::compareTo);
  }

  @Override
  public AgentEvent wakeUp() {
    return new AgentEvent.WakeUp();
  }

  private static Decision<AgentState, AgentChange, AgentEffect, AgentOutcome> stale(
      AgentState state, long epoch) {
    return new Decision<>(
        state,
        List.of(),
        List.of(
            new AgentEffect.Resubscribe(
                "a master of epoch " + epoch + " speaks, " + state.epoch() + " was obeyed before")),
        new AgentOutcome.StaleMaster(epoch, state.epoch()));
  }

  private static void subscribed(Turn turn, AgentEvent.Subscribed subscribed) {
    if (!turn.state().id().equals(Optional.of(subscribed.id()))) {
      turn.remember(new AgentChange.Registered(subscribed.id()));
    }
    turn.become(turn.state().withConnected(true));
    turn.state().tasks().keySet().forEach(turn::sendHead);
  }

  private static void refused(Turn turn) {
    turn.become(turn.state().withConnected(false).withRefused());
    endAll(turn);
  }

  private static void pinged(Turn turn, boolean connected) {
    if (!connected) {
      turn.effect(new AgentEffect.Resubscribe("the master thinks this agent is disconnected"));
    }
  }

  private void run(Turn turn, AgentEvent.Run run) {
    seen(turn, run.framework());
    Map<ExecutorKey, ExecutorOrder> executors =
        run.executors().stream().collect(Collectors.toMap(ExecutorOrder::key, Function.identity()));
    boolean known = turn.state().kept().volumes().containsAll(run.volumes());
    ExecutorLife.allOrNothing(run.orders()).forEach(order -> order(turn, order, executors, known));
    executors.keySet().stream()
        .filter(key -> turn.state().executors().find(key).isPresent())
        .forEach(key -> ExecutorLife.deliver(turn, key));
  }

  private static void seen(Turn turn, Framework framework) {
    if (!framework.equals(turn.state().frameworks().get(framework.id()))) {
      turn.remember(new AgentChange.FrameworkSeen(framework));
    }
  }

  private void order(
      Turn turn, TaskOrder asked, Map<ExecutorKey, ExecutorOrder> executors, boolean volumesKnown) {
    TaskOrder order = placed(turn, asked);
    TaskKey key = order.key();
    Optional<AgentTask> known = turn.state().task(key).or(() -> turn.state().closedTask(key));
    if (known.isPresent()) {
      turn.repeat(known.get()); // a repeated order is answered, not obeyed (promises.md P4)
      return;
    }
    turn.remember(new AgentChange.TaskOrdered(order));
    if (order.refusal().isPresent()) {
      var refusal = order.refusal().get();
      turn.say(
          key,
          new Verdicts.Verdict(
              refusal.state(),
              StatusUpdate.Source.AGENT,
              Optional.of(refusal.reason()),
              refusal.message(),
              turn.now()));
    } else if (!volumesKnown) {
      turn.say(key, Verdicts.unknownResources(turn.isPartitionAware(key), turn.now()));
    } else if (executorEnds(turn, order)) {
      turn.say(key, Verdicts.executorEnds(turn.isPartitionAware(key), turn.now()));
    } else if (turn.state().stopping() || turn.state().refused()) {
      turn.say(
          key, Verdicts.dropped(turn.isPartitionAware(key), "The agent is stopping", turn.now()));
    } else {
      order
          .membership()
          .ifPresent(of -> {
            ExecutorLife.need(turn, executors.get(of.executor()), executorTimes);
            turn.resize(of.executor());
          });
      if (order.hasProcess()) {
        turn.say(key, TaskState.STARTING, "");
        turn.launch(turn.state().task(key).orElseThrow());
      }
    }
  }

  /** In the container of its executor, if that lives already. */
  private static TaskOrder placed(Turn turn, TaskOrder order) {
    return order
        .membership()
        .flatMap(of -> turn.state().executors().find(of.executor()))
        .map(executor -> order.within(executor.container()))
        .orElse(order);
  }

  private static boolean executorEnds(Turn turn, TaskOrder order) {
    return order
        .membership()
        .flatMap(of -> turn.state().executors().find(of.executor()))
        .filter(executor -> executor.ending().isPresent())
        .isPresent();
  }

  private static void kill(Turn turn, AgentEvent.Kill kill) {
    Optional<AgentTask> task = turn.state().task(kill.task());
    if (task.isPresent() && task.get().isLive() && !task.get().order().hasProcess()) {
      ExecutorLife.kill(turn, task.get(), kill.grace());
    } else if (task.isPresent() && task.get().isLive()) {
      Duration grace = kill.grace().orElse(task.get().order().grace());
      turn.end(task.get(), Ending.Cause.KILL_CALL, grace);
    } else {
      task.or(() -> turn.state().closedTask(kill.task())).ifPresent(turn::repeat);
    }
  }

  private static void shutdown(Turn turn, FrameworkId framework) {
    for (AgentExecutor executor : turn.state().executors().live().values()) {
      if (executor.key().framework().equals(framework)) {
        ExecutorLife.end(turn, executor, ExecutorEnding.Cause.FRAMEWORK_SHUTDOWN);
      }
    }
    for (AgentTask task : turn.state().tasks().values()) {
      if (isCommand(task) && task.isLive() && task.key().framework().equals(framework)) {
        turn.end(task, Ending.Cause.FRAMEWORK_SHUTDOWN, task.order().grace());
      }
    }
  }

  private static void endAll(Turn turn) {
    for (AgentExecutor executor : turn.state().executors().live().values()) {
      ExecutorLife.end(turn, executor, ExecutorEnding.Cause.AGENT_STOP);
    }
    for (AgentTask task : turn.state().tasks().values()) {
      if (isCommand(task) && task.isLive()) {
        turn.end(task, Ending.Cause.AGENT_STOP, task.order().grace());
      }
    }
  }

  private static boolean isCommand(AgentTask task) {
    return task.order().membership().isEmpty();
  }

  private static void acknowledged(Turn turn, AgentEvent.Receipt receipt) {
    AgentTask before = turn.state().task(receipt.task()).orElse(null);
    if (before == null
        || before.updates().isEmpty()
        || !before.updates().getFirst().uuid().equals(receipt.uuid())) {
      return; // repeated or of somebody else's update
    }
    turn.remember(new AgentChange.UpdateAcknowledged(receipt.task(), receipt.uuid()));
    AgentTask after = turn.state().task(receipt.task()).orElseThrow();
    if (!after.updates().isEmpty()) {
      turn.sendHead(after.key());
    } else if (after.isTerminal()) {
      turn.close(after);
    }
  }

  private static void wakeUp(Turn turn) {
    Instant now = turn.now();
    for (AgentExecutor executor : turn.state().executors().live().values()) {
      if (executor.deadline().filter(at -> !at.isAfter(now)).isPresent()) {
        ExecutorLife.expired(turn, executor);
      }
    }
    for (AgentTask task : turn.state().tasks().values()) {
      if (turn.state().connected()
          && !task.updates().isEmpty()
          && task.resendAt().filter(at -> !at.isAfter(now)).isPresent()) {
        turn.sendHeadAgain(task);
      }
      if (task.completeBy().filter(at -> !at.isAfter(now)).isPresent()) {
        turn.end(task, Ending.Cause.MAX_COMPLETION_TIME, task.order().grace());
      }
      AgentTask latest = turn.state().task(task.key()).orElseThrow();
      if (latest.isLive() && latest.signalAt().filter(at -> !at.isAfter(now)).isPresent()) {
        turn.effect(new AgentEffect.Kill(latest.container()));
        turn.become(turn.state().withTask(latest.signalling(now.plus(Turn.KILL_AGAIN))));
      }
    }
  }
}
