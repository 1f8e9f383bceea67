package dev.stadion.master.api;

import dev.stadion.dropwizard.audit.AuditTrail;
import dev.stadion.dropwizard.auth.BasicAuthentication;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.master.heart.MachineId;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.OperatorCall;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Operators' changes in the words of the audit log: what, and to whom, but never what was sent. */
public final class OperatorAudit {
  private static final Set<String> FORMS = Set.of(OperatorForms.paths());

  private OperatorAudit() {}

  /** Whether a request may be a change by an operator. */
  public static boolean watches(HttpServletRequest request) {
    String name = MasterRealms.name(BasicAuthentication.path(request));
    return !request.getMethod().equals("GET")
        && !request.getMethod().equals("HEAD")
        && (name.equals("/api/v1") || FORMS.contains(name));
  }

  /** Writes that a change was allowed, before it is made. */
  static void begins(HttpServletRequest request) throws Refusal {
    try {
      AuditTrail.of(request).begins();
    } catch (StoreUnavailableException e) {
      throw new Refusal(503, "The audit log cannot be written", Map.of("Retry-After", "1"));
    }
  }

  /** Says in the trail of its request what the change is, before it is judged. */
  static void concerns(HttpServletRequest request, MasterEvent change) {
    AuditTrail trail = AuditTrail.of(request);
    switch (change) {
      case MasterEvent.UpdateWeights(var weights) ->
          trail.concerns("UPDATE_WEIGHTS", String.join(",", weights.keySet()));
      case MasterEvent.UpdateQuota(var force, var limits) ->
          trail.concerns("UPDATE_QUOTA", String.join(",", limits.keySet()));
      case MasterEvent.RemoveQuota(var role) -> trail.concerns("REMOVE_QUOTA", role);
      case MasterEvent.FromOperator(var call) -> name(trail, call);
      default -> throw new IllegalStateException("no operator's change: " + change);
    }
  }

  private static void name(AuditTrail trail, OperatorCall call) {
    switch (call) {
      case OperatorCall.Subscribe _ -> throw new IllegalStateException("watching changes nothing");
      case OperatorCall.Teardown(var framework) -> trail.concerns("TEARDOWN", framework.value());
      case OperatorCall.MarkAgentGone(var agent) ->
          trail.concerns("MARK_AGENT_GONE", agent.value());
      case OperatorCall.DrainAgent drain -> trail.concerns("DRAIN_AGENT", drain.agent().value());
      case OperatorCall.DeactivateAgent(var agent) ->
          trail.concerns("DEACTIVATE_AGENT", agent.value());
      case OperatorCall.ReactivateAgent(var agent) ->
          trail.concerns("REACTIVATE_AGENT", agent.value());
      case OperatorCall.ChangeResources(var agent, var change) ->
          trail.concerns(change.kind().name(), agent.value());
      case OperatorCall.UpdateSchedule(var windows) ->
          trail.concerns(
              "UPDATE_MAINTENANCE_SCHEDULE",
              machines(windows.stream().flatMap(window -> window.machines().stream()).toList()));
      case OperatorCall.StartMaintenance(var machines) ->
          trail.concerns("START_MAINTENANCE", machines(machines));
      case OperatorCall.StopMaintenance(var machines) ->
          trail.concerns("STOP_MAINTENANCE", machines(machines));
    }
  }

  private static String machines(List<MachineId> machines) {
    return machines.stream().map(MachineId::toString).collect(Collectors.joining(", "));
  }
}
