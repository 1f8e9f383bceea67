package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterOutcome.OperatorRefused;
import dev.stadion.master.heart.MasterOutcome.OperatorRefused.Why;
import dev.stadion.scheduling.id.AgentId;
import java.util.Optional;

/** What becomes of an operator's call (mesos-v1.md §13). */
final class OperatorRules {
  private OperatorRules() {}

  static MasterOutcome decide(Draft draft, OperatorCall call) {
    return switch (call) {
      case OperatorCall.Subscribe(var stream) -> {
        draft.note(new OperatorNote.Subscribed(stream));
        yield new MasterOutcome.Accepted();
      }
      case OperatorCall.Teardown(var framework) -> {
        if (draft.framework(framework) == null) {
          yield refused(Why.INVALID, "No framework found with the id " + framework);
        }
        FrameworkLifecycle.remove(draft, framework);
        yield new MasterOutcome.Accepted();
      }
      case OperatorCall.MarkAgentGone(var id) -> markGone(draft, id);
      case OperatorCall.DrainAgent drain -> DrainRules.drain(draft, drain);
      case OperatorCall.DeactivateAgent(var id) -> DrainRules.deactivate(draft, id);
      case OperatorCall.ReactivateAgent(var id) -> DrainRules.reactivate(draft, id);
      case OperatorCall.ChangeResources(var id, var change) -> changeResources(draft, id, change);
      case OperatorCall.UpdateSchedule(var windows) ->
          MaintenanceRules.updateSchedule(draft, windows);
      case OperatorCall.StartMaintenance(var machines) -> MaintenanceRules.start(draft, machines);
      case OperatorCall.StopMaintenance(var machines) -> MaintenanceRules.stop(draft, machines);
    };
  }

  private static MasterOutcome markGone(Draft draft, AgentId id) {
    Agent agent = draft.agent(id);
    if (agent == null) {
      return refused(Why.UNKNOWN, "Agent '" + id + "' not found");
    }
    if (agent.status() != AgentStatus.GONE) {
      AgentLoss.gone(draft, agent);
    }
    return new MasterOutcome.Accepted();
  }

  private static MasterOutcome changeResources(
      Draft draft, AgentId agent, Operation.Change change) {
    return switch (OperationRules.apply(draft, agent, change, Optional.empty())) {
      case OperationRules.Outcome.Done() -> new MasterOutcome.Accepted();
      case OperationRules.Outcome.Invalid(var problem) -> refused(Why.INVALID, problem);
      case OperationRules.Outcome.Unavailable(var problem) -> refused(Why.CONFLICT, problem);
    };
  }

  static OperatorRefused refused(Why why, String message) {
    return new OperatorRefused(why, message);
  }
}
