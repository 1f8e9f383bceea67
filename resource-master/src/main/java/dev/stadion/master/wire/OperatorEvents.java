package dev.stadion.master.wire;

import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.OperatorNote;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.TaskStates;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.master.Event;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What operators who have subscribed are told (mesos-v1.md §13). */
public final class OperatorEvents {
  private static final Set<TaskStatus.Reason> CHECKED =
      EnumSet.of(
          TaskStatus.Reason.REASON_TASK_CHECK_STATUS_UPDATED,
          TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED);

  private OperatorEvents() {}

  public static Event heartbeat() {
    return event(Event.Type.HEARTBEAT).build();
  }

  public static Event subscribed(MasterState state, double heartbeatSeconds) {
    return event(Event.Type.SUBSCRIBED)
        .setSubscribed(
            Event.Subscribed.newBuilder()
                .setGetState(StateAnswers.state(state))
                .setHeartbeatIntervalSeconds(heartbeatSeconds))
        .build();
  }

  /**
   * Empty when a change is of no interest, or of one subscriber only.
   *
   * @param state knows the offers
   */
  public static Optional<Event> event(OperatorNote note, MasterState state) {
    return switch (note) {
      case OperatorNote.Subscribed _ -> Optional.empty();
      case OperatorNote.TaskAdded(var task) ->
          Optional.of(
              event(Event.Type.TASK_ADDED)
                  .setTaskAdded(Event.TaskAdded.newBuilder().setTask(TaskMessages.task(task)))
                  .build());
      case OperatorNote.TaskUpdated updated -> updated(updated);
      case OperatorNote.AgentAdded(var agent) ->
          Optional.of(
              event(Event.Type.AGENT_ADDED)
                  .setAgentAdded(
                      Event.AgentAdded.newBuilder().setAgent(AgentMessages.agent(agent, state)))
                  .build());
      case OperatorNote.AgentRemoved(var id) ->
          Optional.of(
              event(Event.Type.AGENT_REMOVED)
                  .setAgentRemoved(Event.AgentRemoved.newBuilder().setAgentId(Ids.toProto(id)))
                  .build());
      case OperatorNote.FrameworkAdded(var framework) ->
          Optional.of(
              event(Event.Type.FRAMEWORK_ADDED)
                  .setFrameworkAdded(
                      Event.FrameworkAdded.newBuilder()
                          .setFramework(FrameworkMessages.framework(framework, state)))
                  .build());
      case OperatorNote.FrameworkUpdated(var framework) ->
          Optional.of(
              event(Event.Type.FRAMEWORK_UPDATED)
                  .setFrameworkUpdated(
                      Event.FrameworkUpdated.newBuilder()
                          .setFramework(FrameworkMessages.framework(framework, state)))
                  .build());
      case OperatorNote.FrameworkRemoved(var id, var description) ->
          Optional.of(
              event(Event.Type.FRAMEWORK_REMOVED)
                  .setFrameworkRemoved(
                      Event.FrameworkRemoved.newBuilder()
                          .setFrameworkInfo(Frameworks.info(id, description)))
                  .build());
    };
  }

  private static Optional<Event> updated(OperatorNote.TaskUpdated updated) {
    TaskStatus status = FrameworkEvents.status(updated.status());
    if (!updated.changed() && !CHECKED.contains(status.getReason())) {
      return Optional.empty();
    }
    return Optional.of(
        event(Event.Type.TASK_UPDATED)
            .setTaskUpdated(
                Event.TaskUpdated.newBuilder()
                    .setFrameworkId(Ids.toProto(updated.task().framework()))
                    .setStatus(status)
                    .setState(TaskStates.toProto(updated.task().state())))
            .build());
  }

  private static Event.Builder event(Event.Type type) {
    return Event.newBuilder().setType(type);
  }
}
