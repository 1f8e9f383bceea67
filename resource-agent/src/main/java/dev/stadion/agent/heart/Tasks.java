package dev.stadion.agent.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.TaskKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.pcollections.TreePVector;

/**
 * The tasks that an agent answers for, with everything that is looked up about them, so that nobody
 * ever has to go through all of them.
 *
 * @param byKey those that somebody still has to hear of
 * @param containers which task a container belongs to
 * @param closed the newest tasks nobody has to hear of any more, oldest first: they answer a
 *     repeated order
 * @param closedByKey the newest of {@code closed} under each key
 * @param resends when updates are to be said again, which is done only to a master that listens
 * @param others when something else is due
 */
record Tasks(
    PSortedMap<TaskKey, AgentTask> byKey,
    PMap<ContainerId, TaskKey> containers,
    PVector<AgentTask> closed,
    PMap<TaskKey, AgentTask> closedByKey,
    TreePSet<Due> resends,
    TreePSet<Due> others) {
  private static final int CLOSED_KEPT = 500;

  static final Tasks NONE =
      new Tasks(
          TreePMap.empty(),
          HashTreePMap.empty(),
          TreePVector.empty(),
          HashTreePMap.empty(),
          TreePSet.empty(),
          TreePSet.empty());

  Tasks {
    requireNonNull(byKey, "byKey");
    requireNonNull(containers, "containers");
    requireNonNull(closed, "closed");
  }

  /** A moment at which a task wants attention. */
  record Due(Instant at, TaskKey task) implements Comparable<Due> {
    private static final Comparator<Due> ORDER =
        Comparator.comparing(Due::at).thenComparing(Due::task);

    @Override
    public int compareTo(Due other) {
      return ORDER.compare(this, other);
    }
  }

  Tasks with(AgentTask task) {
    Optional<AgentTask> before = Optional.ofNullable(byKey.get(task.key()));
    return new Tasks(
        byKey.plus(task.key(), task),
        containers,
        closed,
        closedByKey,
        moved(resends, before.flatMap(Tasks::resend), resend(task)),
        moved(others, before.flatMap(Tasks::other), other(task)));
  }

  Tasks withContainer(ContainerId container, TaskKey key) {
    return new Tasks(byKey, containers.plus(container, key), closed, closedByKey, resends, others);
  }

  /** Nobody has to hear of it any more. */
  Tasks without(AgentTask task) {
    PVector<AgentTask> kept = closed.plus(task);
    PMap<TaskKey, AgentTask> known = closedByKey.plus(task.key(), task);
    if (kept.size() > CLOSED_KEPT) {
      AgentTask oldest = kept.getFirst();
      if (known.get(oldest.key()) == oldest) {
        known = known.minus(oldest.key());
      }
      kept = kept.minus(0);
    }
    return new Tasks(
        byKey.minus(task.key()),
        containers.minus(task.container()),
        kept,
        known,
        moved(resends, resend(task), Optional.empty()),
        moved(others, other(task), Optional.empty()));
  }

  private static TreePSet<Due> moved(TreePSet<Due> set, Optional<Due> from, Optional<Due> to) {
    if (from.equals(to)) {
      return set;
    }
    TreePSet<Due> less = from.isPresent() ? set.minus(from.get()) : set;
    return to.isPresent() ? less.plus(to.get()) : less;
  }

  private static Optional<Due> resend(AgentTask task) {
    return task.updates().isEmpty()
        ? Optional.empty()
        : task.resendAt().map(at -> new Due(at, task.key()));
  }

  private static Optional<Due> other(AgentTask task) {
    return task.isLive()
        ? Stream.of(task.signalAt(), task.completeBy())
            .flatMap(Optional::stream)
            .min(Instant::compareTo)
            .map(at -> new Due(at, task.key()))
        : Optional.empty();
  }

  /**
   * The next moment at which some task wants attention.
   *
   * @param connected whether a master listens
   */
  Optional<Instant> nextDue(boolean connected) {
    Stream<TreePSet<Due>> sets = connected ? Stream.of(resends, others) : Stream.of(others);
    return sets.filter(set -> !set.isEmpty()).map(set -> set.first().at()).min(Instant::compareTo);
  }
}
