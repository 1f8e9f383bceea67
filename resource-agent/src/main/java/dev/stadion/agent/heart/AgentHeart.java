package dev.stadion.agent.heart;

import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Ending;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what an agent does: which order starts a process, when a signal goes out, what is said of
 * a task and when it is said again (mesos-v1.md §7.3, §8.3, §9.1).
 */
public final class AgentHeart
    implements Heart<AgentState, AgentEvent, AgentChange, AgentEffect, AgentOutcome> {

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
      case AgentEvent.Pinged(_, boolean connected) -> pinged(turn, connected);
      case AgentEvent.Disconnected() -> turn.become(turn.state().withConnected(false));
      case AgentEvent.Recovered recovered -> recovered(turn, recovered);
      case AgentEvent.Observed(var news) -> news.forEach(seen -> observed(turn, seen));
      case AgentEvent.StopTasks() -> {
        turn.become(turn.state().withStopping());
        endAll(turn);
      }
      case AgentEvent.WakeUp() -> wakeUp(turn);
    }
    if (turn.state().refused() && !turn.state().hasLiveTasks()) {
      turn.remember(new AgentChange.Unregistered());
      turn.effect(new AgentEffect.Resubscribe("the old id was refused and its tasks have ended"));
    }
    return turn.decision();
  }

  @Override
  public Optional<Instant> wakeAt(AgentState state) {
    return state.tasks().values().stream()
        .flatMap(task -> deadlines(state, task))
        .min(Instant::compareTo);
  }

  @Override
  public AgentEvent wakeUp() {
    return new AgentEvent.WakeUp();
  }

  private static Stream<Instant> deadlines(AgentState state, AgentTask task) {
    return Stream.of(
            state.connected() && !task.updates().isEmpty()
                ? task.resendAt()
                : Optional.<Instant>empty(),
            task.isLive() ? task.signalAt() : Optional.<Instant>empty(),
            completeBy(task))
        .flatMap(Optional::stream);
  }

  private static Optional<Instant> completeBy(AgentTask task) {
    if (!task.isLive() || task.ending().isPresent()) {
      return Optional.empty();
    }
    return task.order()
        .maxCompletion()
        .flatMap(max -> task.runningSince().map(since -> since.plus(max)));
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

  private static void run(Turn turn, AgentEvent.Run run) {
    if (!run.framework().equals(turn.state().frameworks().get(run.framework().id()))) {
      turn.remember(new AgentChange.FrameworkSeen(run.framework()));
    }
    run.orders().forEach(order -> order(turn, order));
  }

  private static void order(Turn turn, TaskOrder order) {
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
    } else if (turn.state().stopping() || turn.state().refused()) {
      turn.say(
          key, Verdicts.dropped(turn.isPartitionAware(key), "The agent is stopping", turn.now()));
    } else {
      turn.say(key, TaskState.STARTING, "");
      turn.launch(turn.state().task(key).orElseThrow());
    }
  }

  private static void kill(Turn turn, AgentEvent.Kill kill) {
    Optional<AgentTask> task = turn.state().task(kill.task());
    if (task.isPresent() && task.get().isLive()) {
      Duration grace = kill.grace().orElse(task.get().order().grace());
      turn.end(task.get(), Ending.Cause.KILL_CALL, grace);
    } else {
      task.or(() -> turn.state().closedTask(kill.task())).ifPresent(turn::repeat);
    }
  }

  private static void shutdown(Turn turn, FrameworkId framework) {
    for (AgentTask task : turn.state().tasks().values()) {
      if (task.isLive() && task.key().framework().equals(framework)) {
        turn.end(task, Ending.Cause.FRAMEWORK_SHUTDOWN, task.order().grace());
      }
    }
  }

  private static void endAll(Turn turn) {
    for (AgentTask task : turn.state().tasks().values()) {
      if (task.isLive()) {
        turn.end(task, Ending.Cause.AGENT_STOP, task.order().grace());
      }
    }
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

  private static void observed(Turn turn, Observation seen) {
    AgentTask task = turn.state().task(seen.container()).orElse(null);
    boolean ended = seen.status().isEnd();
    if (ended) {
      if (task != null && task.isLive()) {
        turn.observe(task, seen.status());
        turn.say(
            task.key(), Verdicts.of(task, seen, turn.isPartitionAware(task.key()), turn.now()));
      }
      turn.effect(new AgentEffect.Release(seen.container()));
    } else if (task == null || task.isTerminal()) {
      turn.effect(new AgentEffect.Kill(seen.container())); // nobody answers for this process
    } else if (task.process().isEmpty()) {
      turn.observe(task, seen.status());
      if (task.ending().isEmpty()) {
        turn.say(task.key(), TaskState.RUNNING, "");
      }
    }
  }

  private static void recovered(Turn turn, AgentEvent.Recovered recovered) {
    Set<ContainerId> reported =
        recovered.everything().stream().map(Observation::container).collect(Collectors.toSet());
    recovered.everything().forEach(seen -> observed(turn, seen));
    for (AgentTask task : turn.state().tasks().values()) {
      if (!task.isLive()) {
        continue;
      }
      if (!reported.contains(task.container())) {
        unknownToSupervisor(turn, task, recovered.restarted());
      } else if (task.ending().isPresent()) {
        turn.effect(new AgentEffect.Terminate(task.container())); // may have been lost
      }
    }
  }

  private static void unknownToSupervisor(Turn turn, AgentTask task, boolean restarted) {
    boolean partitionAware = turn.isPartitionAware(task.key());
    if (task.process().isPresent()) {
      var vanished = new ProcessStatus.Vanished("its supervisor has no record of it", turn.now());
      var seen = new Observation(task.container(), vanished, Optional.empty());
      turn.observe(task, vanished);
      turn.say(task.key(), Verdicts.of(task, seen, partitionAware, turn.now()));
    } else if (task.ending().isPresent()) {
      turn.say(task.key(), Verdicts.killedDuringLaunch(turn.now()));
    } else if (restarted) {
      // The order may be old; whoever gave it may have given it to somebody else meanwhile.
      turn.say(
          task.key(),
          Verdicts.dropped(
              partitionAware, "The agent was restarted before it started the task", turn.now()));
    } else {
      turn.launch(task);
    }
  }

  private static void wakeUp(Turn turn) {
    Instant now = turn.now();
    for (AgentTask task : turn.state().tasks().values()) {
      if (turn.state().connected()
          && !task.updates().isEmpty()
          && task.resendAt().filter(at -> !at.isAfter(now)).isPresent()) {
        turn.sendHeadAgain(task);
      }
      if (completeBy(task).filter(at -> !at.isAfter(now)).isPresent()) {
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
