package dev.stadion.agent.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.ExecutorKey;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * The executors an agent knows.
 *
 * @param live those that have not ended
 * @param containers which of them a container belongs to
 * @param ended the newest that have ended, oldest first
 */
public record Executors(
    PSortedMap<ExecutorKey, AgentExecutor> live,
    PMap<ContainerId, ExecutorKey> containers,
    PVector<AgentExecutor> ended) {
  private static final int ENDED_KEPT = 150; // mesos-v1.md §16

  static final Executors NONE =
      new Executors(TreePMap.empty(), HashTreePMap.empty(), TreePVector.empty());

  public Executors {
    requireNonNull(live, "live");
    requireNonNull(containers, "containers");
    requireNonNull(ended, "ended");
  }

  public Optional<AgentExecutor> find(ExecutorKey key) {
    return Optional.ofNullable(live.get(key));
  }

  public Optional<AgentExecutor> find(ContainerId container) {
    return Optional.ofNullable(containers.get(container)).flatMap(this::find);
  }

  Executors with(AgentExecutor executor) {
    return new Executors(
        live.plus(executor.key(), executor),
        containers.plus(executor.container(), executor.key()),
        ended);
  }

  Executors with(ExecutorKey key, UnaryOperator<AgentExecutor> change) {
    AgentExecutor before = live.get(key);
    if (before == null) {
      return this;
    }
    AgentExecutor after = change.apply(before);
    return after.phase() == AgentExecutor.Phase.TERMINATED ? without(after) : with(after);
  }

  private Executors without(AgentExecutor executor) {
    PVector<AgentExecutor> kept =
        ended.plus(executor.listening(Optional.empty()).until(Optional.empty()));
    return new Executors(
        live.minus(executor.key()),
        containers.minus(executor.container()),
        kept.size() > ENDED_KEPT ? kept.minus(0) : kept);
  }
}
