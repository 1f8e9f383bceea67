package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.OperationUpdated;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.Optional;

/** What the master only passes on, and what it says about operations it keeps no memory of. */
final class MessageRules {
  private MessageRules() {}

  /** Best effort: who is away hears nothing (mesos-v1.md §3.10). */
  static void toExecutor(Draft draft, FrameworkId framework, FrameworkCall.Message message) {
    Agent agent = draft.agent(message.agent());
    if (agent != null) {
      agent.link().stream()
          .ifPresent(stream ->
              draft.tell(
                  new MasterEffect.ToExecutor(
                      stream, agent.id(), framework, message.executor(), message.data())));
    }
  }

  static void fromExecutor(Draft draft, MasterEvent.ExecutorMessage message) {
    Framework framework = draft.framework(message.framework());
    if (framework != null) {
      framework.link().stream()
          .ifPresent(stream ->
              draft.tell(
                  new MasterEffect.FromExecutor(
                      stream,
                      framework.id(),
                      message.agent(),
                      message.executor(),
                      message.data())));
    }
  }

  /**
   * Operations are done at once and told once, so none is ever waited for; what can be said depends
   * on the agent alone (mesos-v1.md §3.9).
   */
  static void reconcile(Draft draft, FrameworkId id, FrameworkCall.ReconcileOperations reconcile) {
    Framework framework = draft.framework(id);
    for (FrameworkCall.OperationQuery query : reconcile.operations()) {
      draft.tell(
          new OperationUpdated(
              framework.link().stream().orElseThrow(),
              id,
              query.operation(),
              stateOf(draft, query.agent()),
              query.agent(),
              "Reconciliation: Operation is unknown",
              Optional.empty()));
    }
  }

  private static OperationState stateOf(Draft draft, Optional<AgentId> id) {
    Agent agent = id.map(draft::agent).orElse(null);
    if (agent == null) {
      return OperationState.UNKNOWN;
    }
    return switch (agent.status()) {
      case REGISTERED, DISCONNECTED -> OperationState.UNKNOWN;
      case UNREACHABLE -> OperationState.UNREACHABLE;
      case GONE -> OperationState.GONE_BY_OPERATOR;
      case RECOVERED -> OperationState.RECOVERING;
    };
  }
}
