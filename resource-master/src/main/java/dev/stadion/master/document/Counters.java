package dev.stadion.master.document;

import dev.stadion.dropwizard.loop.EffectHandler;
import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.AgentStatus;
import dev.stadion.master.heart.FrameworkCall;
import dev.stadion.master.heart.MasterEffect;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterOutcome;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Operation;
import dev.stadion.master.heart.OperatorCall;
import dev.stadion.master.heart.OperatorNote;
import dev.stadion.master.wire.FrameworkEvents;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.id.AgentId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What this process has seen since it began, under the names of Mesos (mesos-v1.md §12.5). Counting
 * is safe for any thread and costs nothing that could be noticed.
 */
public final class Counters {
  private static final String PREFIX = "master/";
  private static final String MESSAGES = "messages_";

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  private void add(String name, long more) {
    counts.computeIfAbsent(name, each -> new LongAdder()).add(more);
  }

  private void message(String name) {
    add(MESSAGES + name, 1);
  }

  /** How often by full name; only what was counted. */
  Map<String, Long> values() {
    var values = new TreeMap<String, Long>();
    counts.forEach((name, count) -> values.put(PREFIX + name, count.sum()));
    return values;
  }

  /** Somebody says something. */
  public void received(MasterEvent event) {
    switch (event) {
      case MasterEvent.Subscribe subscribe ->
          message(subscribe.id().isPresent() ? "reregister_framework" : "register_framework");
      case MasterEvent.FrameworkCalls calls -> calls.calls().forEach(this::called);
      case MasterEvent.FromOperator(var call) -> {
        if (call instanceof OperatorCall.Teardown) {
          message("unregister_framework");
        }
      }
      case MasterEvent.AgentSubscribe subscribe ->
          message(subscribe.id().isPresent() ? "reregister_slave" : "register_slave");
      case MasterEvent.AgentUnregister _ -> message("unregister_slave");
      case MasterEvent.ExecutorMessage _ -> message("executor_to_framework");
      case MasterEvent.ExecutorTerminated _ -> message("exited_executor");
      case MasterEvent.AgentUpdates updates ->
          add(MESSAGES + "status_update", updates.reports().size());
      case MasterEvent.TimePassed _,
          MasterEvent.FrameworkDisconnected _,
          MasterEvent.AgentDisconnected _,
          MasterEvent.AgentPong _,
          MasterEvent.UpdateWeights _,
          MasterEvent.UpdateQuota _,
          MasterEvent.RemoveQuota _ -> {
        // no message of Mesos
      }
    }
  }

  private void called(FrameworkCall call) {
    switch (call) {
      case FrameworkCall.Accept accept ->
          message(
              accept.operations().stream().anyMatch(Counters::launches)
                  ? "launch_tasks"
                  : "decline_offers");
      case FrameworkCall.Decline _ -> message("decline_offers");
      case FrameworkCall.Revive _ -> message("revive_offers");
      case FrameworkCall.Suppress _ -> message("suppress_offers");
      case FrameworkCall.Kill _ -> message("kill_task");
      case FrameworkCall.Acknowledge _ -> message("status_update_acknowledgement");
      case FrameworkCall.Reconcile _ -> message("reconcile_tasks");
      case FrameworkCall.ReconcileOperations _ -> message("reconcile_operations");
      case FrameworkCall.Teardown _ -> message("unregister_framework");
      case FrameworkCall.Message _ -> message("framework_to_executor");
      case FrameworkCall.ShutdownExecutor _,
          FrameworkCall.UpdateFramework _,
          FrameworkCall.AnswerInverseOffers _,
          FrameworkCall.NoOp _ -> {
        // no message of Mesos
      }
    }
  }

  private static boolean launches(Operation operation) {
    return operation instanceof Operation.Launch || operation instanceof Operation.LaunchGroup;
  }

  /** What the event has led to. */
  public void decided(MasterEvent event, MasterOutcome outcome) {
    boolean valid = !(outcome instanceof MasterOutcome.AgentUnknown);
    switch (event) {
      case MasterEvent.AgentUpdates updates ->
          add((valid ? "valid" : "invalid") + "_status_updates", updates.reports().size());
      case MasterEvent.AgentSubscribe subscribe -> {
        if (outcome instanceof MasterOutcome.AgentAdmitted) {
          add(subscribe.id().isPresent() ? "slave_reregistrations" : "slave_registrations", 1);
        }
      }
      case MasterEvent.FrameworkCalls calls ->
          add(
              (outcome instanceof MasterOutcome.Accepted ? "valid" : "invalid")
                  + "_status_update_acknowledgements",
              calls.calls().stream().filter(FrameworkCall.Acknowledge.class::isInstance).count());
      default -> {
        // nothing that Mesos counts
      }
    }
  }

  /** The same handler, and what became of tasks and agents is counted. */
  public EffectHandler<MasterState, MasterEffect> counting(
      EffectHandler<MasterState, MasterEffect> handler) {
    return (effects, committed) -> {
      for (MasterEffect effect : effects) {
        if (effect instanceof MasterEffect.ToOperators(var note)) {
          noted(note, committed);
        }
      }
      handler.handle(effects, committed);
    };
  }

  private void noted(OperatorNote note, MasterState committed) {
    switch (note) {
      case OperatorNote.TaskUpdated updated -> {
        if (updated.changed() && updated.task().state().isTerminal()) {
          ended(updated);
        }
      }
      case OperatorNote.AgentRemoved(var agent) -> removed(agent, committed);
      case OperatorNote.Subscribed _,
          OperatorNote.TaskAdded _,
          OperatorNote.AgentAdded _,
          OperatorNote.FrameworkAdded _,
          OperatorNote.FrameworkUpdated _,
          OperatorNote.FrameworkRemoved _ -> {
        // the state says it
      }
    }
  }

  private void ended(OperatorNote.TaskUpdated updated) {
    String state = updated.task().state().name().toLowerCase(Locale.ROOT);
    add("tasks_" + state, 1);
    TaskStatus status = FrameworkEvents.status(updated.status());
    if (status.hasSource() && status.hasReason()) {
      String path = String.join("/", List.of(status.getSource().name(), status.getReason().name()));
      // In the words of before v1: that is how the metrics of Mesos still call it.
      add("task_" + state + "/" + path.toLowerCase(Locale.ROOT).replace("_agent", "_slave"), 1);
    }
  }

  private void removed(AgentId id, MasterState committed) {
    add("slave_removals", 1);
    Agent agent = committed.agents().get(id);
    if (agent != null && agent.status() == AgentStatus.UNREACHABLE) {
      add("slave_removals/reason_unhealthy", 1);
      add("slave_unreachable_scheduled", 1);
      add("slave_unreachable_completed", 1);
    } else {
      add("slave_removals/reason_unregistered", 1);
    }
  }
}
