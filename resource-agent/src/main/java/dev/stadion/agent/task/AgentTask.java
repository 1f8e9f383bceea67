package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * A task this agent answers for: from the order to run it until its last update is acknowledged.
 *
 * @param order what was asked for
 * @param process what the supervisor said last; empty until it was started
 * @param runningSince when it was seen to run first
 * @param ending present once it was told to end
 * @param updates not yet acknowledged, oldest first: only the head is ever sent
 * @param last the newest update, acknowledged or not; empty before the first
 * @param resendAt when the head is sent again if nobody acknowledges it; not remembered over a
 *     restart
 * @param resendAfter the pause that led to {@code resendAt}; doubles
 * @param signalAt when the next KILL is due once TERM was not enough; not remembered
 * @param delivered whether its custom executor was told of it
 * @param heard names of the newest updates of a custom executor, oldest first: it repeats what it
 *     is not sure of
 */
public record AgentTask(
    TaskOrder order,
    Optional<ProcessStatus> process,
    Optional<Instant> runningSince,
    Optional<Ending> ending,
    PVector<StatusUpdate> updates,
    Optional<StatusUpdate> last,
    Optional<Instant> resendAt,
    Duration resendAfter,
    Optional<Instant> signalAt,
    boolean delivered,
    PVector<UUID> heard) {
  private static final int HEARD_KEPT = 200;

  public AgentTask {
    requireNonNull(order, "order");
    requireNonNull(process, "process");
    requireNonNull(runningSince, "runningSince");
    requireNonNull(ending, "ending");
    requireNonNull(updates, "updates");
    requireNonNull(last, "last");
    requireNonNull(resendAt, "resendAt");
    requireNonNull(resendAfter, "resendAfter");
    requireNonNull(signalAt, "signalAt");
    requireNonNull(heard, "heard");
  }

  /** A task that was just ordered and of which nothing was said yet. */
  public static AgentTask ordered(TaskOrder order) {
    return new AgentTask(
        order,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        TreePVector.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        Optional.empty(),
        false,
        TreePVector.empty());
  }

  public TaskKey key() {
    return order.key();
  }

  public ContainerId container() {
    return order.container();
  }

  /** The newest state; STAGING before anything was said. */
  public TaskState state() {
    return last.map(StatusUpdate::state).orElse(TaskState.STAGING);
  }

  public boolean isTerminal() {
    return state().isTerminal();
  }

  public boolean isOf(ExecutorKey executor) {
    return order.membership().filter(of -> of.executor().equals(executor)).isPresent();
  }

  /** Whether it waits for its custom executor. */
  public boolean isQueued() {
    return isLive() && !order.hasProcess() && !delivered;
  }

  /** Whether a process may be alive or about to start. */
  public boolean isLive() {
    return !isTerminal();
  }

  /** When it must have ended by itself; empty when it may run for ever or is ending anyway. */
  public Optional<Instant> completeBy() {
    if (!isLive() || ending.isPresent()) {
      return Optional.empty();
    }
    return order.maxCompletion().flatMap(max -> runningSince.map(since -> since.plus(max)));
  }

  public AgentTask saying(StatusUpdate update) {
    return new AgentTask(
        order,
        process,
        runningSince,
        ending,
        updates.plus(update),
        Optional.of(update),
        resendAt,
        resendAfter,
        isEnd(update) ? Optional.empty() : signalAt,
        delivered,
        update.details().status().isPresent() ? hearing(update.uuid()) : heard);
  }

  /** The head was acknowledged. */
  public AgentTask acknowledged(UUID uuid) {
    if (updates.isEmpty() || !updates.getFirst().uuid().equals(uuid)) {
      return this;
    }
    return new AgentTask(
        order,
        process,
        runningSince,
        ending,
        updates.minus(0),
        last,
        Optional.empty(),
        Duration.ZERO,
        signalAt,
        delivered,
        heard);
  }

  public AgentTask observed(ProcessStatus status, Instant at) {
    boolean runs = status instanceof ProcessStatus.Running;
    return new AgentTask(
        order,
        Optional.of(status),
        runs ? runningSince.or(() -> Optional.of(at)) : runningSince,
        ending,
        updates,
        last,
        resendAt,
        resendAfter,
        signalAt,
        delivered,
        heard);
  }

  public AgentTask ending(Ending next) {
    return new AgentTask(
        order,
        process,
        runningSince,
        Optional.of(next),
        updates,
        last,
        resendAt,
        resendAfter,
        order.hasProcess() ? Optional.of(next.killAt()) : signalAt,
        delivered,
        heard);
  }

  public AgentTask resending(Instant at, Duration after) {
    return new AgentTask(
        order,
        process,
        runningSince,
        ending,
        updates,
        last,
        Optional.of(at),
        after,
        signalAt,
        delivered,
        heard);
  }

  public AgentTask signalling(Instant next) {
    return new AgentTask(
        order,
        process,
        runningSince,
        ending,
        updates,
        last,
        resendAt,
        resendAfter,
        Optional.of(next),
        delivered,
        heard);
  }

  /** Its executor was told of it. */
  public AgentTask delivering() {
    return new AgentTask(
        order,
        process,
        runningSince,
        ending,
        updates,
        last,
        resendAt,
        resendAfter,
        signalAt,
        true,
        heard);
  }

  /** Its executor said these things at some time. */
  public AgentTask having(PVector<UUID> names) {
    return new AgentTask(
        order,
        process,
        runningSince,
        ending,
        updates,
        last,
        resendAt,
        resendAfter,
        signalAt,
        delivered,
        names);
  }

  private PVector<UUID> hearing(UUID name) {
    PVector<UUID> all = heard.minus(name).plus(name);
    return all.size() > HEARD_KEPT ? all.minus(0) : all;
  }

  private static boolean isEnd(StatusUpdate update) {
    return update.state().isTerminal();
  }
}
