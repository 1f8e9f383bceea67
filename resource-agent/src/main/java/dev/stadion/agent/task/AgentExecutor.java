package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * An executor on this agent, from the first order that needs it until it has ended.
 *
 * <pre>
 *   REGISTERING ──subscribed──▶ RUNNING ──told to end──▶ TERMINATING ──ended──▶ TERMINATED
 *        │                         └────────────ended─────────────────────────────▲  ▲
 *        └── told to end, not subscribed in time ──▶ TERMINATING                     │
 *        └── ended, not started ─────────────────────────────────────────────────────┘
 * </pre>
 *
 * A default executor has no process and is RUNNING at once.
 *
 * @param registered whether it has ever subscribed
 * @param process what the supervisor said last; empty until it was started
 * @param ending present once it was told to end
 * @param gaveTasks whether it was ever told of a task
 * @param stream the answer that it listens to; not remembered over a restart
 * @param deadline when it is given up or killed; not remembered
 */
public record AgentExecutor(
    ExecutorOrder order,
    boolean registered,
    Optional<ProcessStatus> process,
    Optional<ExecutorEnding> ending,
    boolean gaveTasks,
    Optional<String> stream,
    Optional<Instant> deadline) {

  /** Where in its life it is. */
  public enum Phase {
    REGISTERING,
    RUNNING,
    TERMINATING,
    TERMINATED
  }

  public AgentExecutor {
    requireNonNull(order, "order");
    requireNonNull(process, "process");
    requireNonNull(ending, "ending");
    requireNonNull(stream, "stream");
    requireNonNull(deadline, "deadline");
  }

  /** One that was just ordered. */
  public static AgentExecutor ordered(ExecutorOrder order) {
    return new AgentExecutor(
        order,
        order.kind() == ExecutorOrder.Kind.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  public ExecutorKey key() {
    return order.key();
  }

  public ContainerId container() {
    return order.container();
  }

  public boolean isCustom() {
    return order.kind() == ExecutorOrder.Kind.CUSTOM;
  }

  public Phase phase() {
    if (process.map(ProcessStatus::isEnd).orElse(false)) {
      return Phase.TERMINATED;
    }
    if (ending.isPresent()) {
      return Phase.TERMINATING;
    }
    return registered ? Phase.RUNNING : Phase.REGISTERING;
  }

  public AgentExecutor registering() {
    return new AgentExecutor(order, true, process, ending, gaveTasks, stream, deadline);
  }

  public AgentExecutor observed(ProcessStatus status) {
    return new AgentExecutor(
        order, registered, Optional.of(status), ending, gaveTasks, stream, deadline);
  }

  public AgentExecutor ending(ExecutorEnding next) {
    return new AgentExecutor(
        order,
        registered,
        process,
        Optional.of(next),
        gaveTasks,
        stream,
        isCustom() ? Optional.of(next.killAt()) : deadline);
  }

  public AgentExecutor givingTasks() {
    return new AgentExecutor(order, registered, process, ending, true, stream, deadline);
  }

  /** Listening to another stream, or to none. */
  public AgentExecutor listening(Optional<String> newStream) {
    return new AgentExecutor(order, registered, process, ending, gaveTasks, newStream, deadline);
  }

  public AgentExecutor until(Optional<Instant> newDeadline) {
    return new AgentExecutor(order, registered, process, ending, gaveTasks, stream, newDeadline);
  }
}
