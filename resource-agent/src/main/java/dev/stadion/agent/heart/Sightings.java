package dev.stadion.agent.heart;

import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.scheduling.task.TaskState;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is seen of processes, and what it means for the tasks that they are of. */
final class Sightings {
  private Sightings() {}

  /** Something of a container, whatever it is of. */
  static void one(Turn turn, Observation seen) {
    AgentTask task = turn.state().task(seen.container()).orElse(null);
    boolean ended = seen.status().isEnd();
    Optional<AgentExecutor> executor = turn.state().executors().find(seen.container());
    if (executor.isPresent()) {
      ExecutorLife.observed(turn, executor.get(), seen);
      if (ended) {
        turn.effect(new AgentEffect.Release(seen.container()));
      }
      return;
    }
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
        turn.watch(turn.state().task(task.key()).orElseThrow());
      }
    }
  }

  /** All there is, after a start of the agent or of its supervisor (mesos-v1.md §8.3). */
  static void everything(Turn turn, AgentEvent.Recovered recovered, ExecutorTimes executorTimes) {
    Set<ContainerId> reported =
        recovered.everything().stream().map(Observation::container).collect(Collectors.toSet());
    if (recovered.restarted()) {
      Volumes.recovered(turn);
    }
    recovered.everything().forEach(seen -> one(turn, seen));
    for (AgentTask task : turn.state().tasks().values()) {
      if (!task.isLive() || !task.order().hasProcess()) {
        continue;
      }
      if (!reported.contains(task.container())) {
        unknownToSupervisor(turn, task, recovered.restarted());
      } else if (task.ending().isPresent()) {
        turn.effect(new AgentEffect.Terminate(task.container())); // may have been lost
      } else if (task.state() == TaskState.RUNNING) {
        turn.watch(task);
      }
    }
    for (AgentExecutor executor : turn.state().executors().live().values()) {
      ExecutorLife.recovered(
          turn,
          executor,
          reported.contains(executor.container()),
          recovered.restarted(),
          executorTimes);
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
}
