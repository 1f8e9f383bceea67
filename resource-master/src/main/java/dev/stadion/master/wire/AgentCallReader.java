package dev.stadion.master.wire;

import dev.stadion.master.heart.ExecutorUse;
import dev.stadion.master.heart.LatestStatus;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterEvent.ReportedExecutor;
import dev.stadion.master.heart.MasterEvent.ReportedFramework;
import dev.stadion.master.heart.MasterEvent.ReportedTask;
import dev.stadion.master.heart.MasterEvent.TaskReport;
import dev.stadion.master.heart.Payload;
import dev.stadion.master.heart.TaskKey;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.convert.TaskStates;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Task;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.resource.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What agents say, as the heart understands it. */
public final class AgentCallReader {
  private AgentCallReader() {}

  /**
   * Any call of an agent.
   *
   * @param stream the connection it belongs to, or the name of the new one for a SUBSCRIBE
   * @param now dates statuses that have no date of their own
   * @throws InvalidCallException when its form is wrong
   */
  public static MasterEvent read(Call call, String stream, Instant now)
      throws InvalidCallException {
    try {
      return switch (call.getType()) {
        case SUBSCRIBE -> subscribe(call, stream, now);
        case UPDATE ->
            new MasterEvent.AgentUpdates(
                agent(call),
                stream,
                call.getUpdates().getUpdatesList().stream()
                    .map(update -> report(update, now))
                    .toList());
        case PONG -> new MasterEvent.AgentPong(agent(call), stream);
        case UNREGISTER -> new MasterEvent.AgentUnregister(agent(call), stream);
        case MESSAGE -> {
          require(call.hasMessage(), "message");
          yield new MasterEvent.ExecutorMessage(
              agent(call),
              stream,
              Ids.fromProto(call.getMessage().getFrameworkId()),
              call.getMessage().getExecutorId().getValue(),
              Payload.of(call.getMessage().getData().toByteArray()));
        }
        case EXECUTOR_TERMINATED -> {
          require(call.hasExecutorTerminated(), "executor_terminated");
          yield new MasterEvent.ExecutorTerminated(
              agent(call),
              stream,
              Ids.fromProto(call.getExecutorTerminated().getFrameworkId()),
              call.getExecutorTerminated().getExecutorId().getValue(),
              call.getExecutorTerminated().getStatus());
        }
        case UNKNOWN -> throw new InvalidCallException("Expecting 'type' to be present");
      };
    } catch (IllegalArgumentException e) {
      throw new InvalidCallException(e.getMessage(), e);
    }
  }

  private static AgentId agent(Call call) throws InvalidCallException {
    if (!call.hasAgentId()) {
      throw new InvalidCallException("Expecting 'agent_id' to be present");
    }
    return Ids.fromProto(call.getAgentId());
  }

  private static void require(boolean present, String member) throws InvalidCallException {
    if (!present) {
      throw new InvalidCallException("Expecting '" + member + "' to be present");
    }
  }

  private static MasterEvent subscribe(Call call, String stream, Instant now)
      throws InvalidCallException {
    require(call.hasSubscribe(), "subscribe");
    Call.Subscribe subscribe = call.getSubscribe();
    var info = subscribe.getAgentInfo();
    Optional<AgentId> own =
        info.hasId() ? Optional.of(Ids.fromProto(info.getId())) : Optional.empty();
    Optional<AgentId> named =
        call.hasAgentId() ? Optional.of(Ids.fromProto(call.getAgentId())) : own;
    if (own.isPresent() && !own.equals(named)) {
      throw new InvalidCallException("'agent_id' differs from 'subscribe.agent_info.id'");
    }
    return new MasterEvent.AgentSubscribe(
        stream,
        named,
        Agents.describe(
            info,
            subscribe.getCapabilitiesList().stream().map(c -> c.getType().name()).toList(),
            subscribe.getVersion()),
        subscribe.getTasksList().stream().map(task -> task(task, now)).toList(),
        subscribe.getFrameworksList().stream()
            .map(framework ->
                new ReportedFramework(
                    Ids.fromProto(framework.getId()), Frameworks.describe(framework)))
            .toList(),
        subscribe.getExecutorsList().stream()
            .map(executor ->
                new ReportedExecutor(
                    Ids.fromProto(executor.getFrameworkId()),
                    Tasks.executor(executor.getExecutorInfo()),
                    role(executor.getExecutorInfo().getResourcesList())))
            .toList(),
        ResourceConverter.fromProto(subscribe.getCheckpointedResourcesList()),
        subscribe.getHighestEpoch());
  }

  private static ReportedTask task(Task task, Instant now) {
    boolean custom =
        task.hasExecutorId()
            && !task.getExecutorId().getValue().isEmpty()
            && !task.getExecutorId().getValue().equals(task.getTaskId().getValue());
    return new ReportedTask(
        new TaskKey(Ids.fromProto(task.getFrameworkId()), Ids.fromProto(task.getTaskId())),
        TaskStates.fromProto(task.getState()),
        role(task.getResourcesList()),
        ResourceConverter.fromProto(task.getResourcesList()),
        custom
            ? Optional.of(new ExecutorUse(task.getExecutorId().getValue(), Resources.empty()))
            : Optional.empty(),
        new RememberedTask(task),
        task.getStatusesCount() == 0
            ? Optional.empty()
            : Optional.of(latest(task.getStatuses(task.getStatusesCount() - 1), now)));
  }

  private static String role(List<Resource> resources) {
    return resources.stream()
        .filter(resource -> resource.getAllocationInfo().hasRole())
        .map(resource -> resource.getAllocationInfo().getRole())
        .findFirst()
        .orElse("*");
  }

  private static LatestStatus latest(TaskStatus status, Instant now) {
    return new LatestStatus(
        TaskStates.fromProto(status.getState()), uuid(status), at(status, now), kept(status));
  }

  private static TaskReport report(Call.Update update, Instant now) {
    TaskStatus status = update.getStatus();
    return new TaskReport(
        Ids.fromProto(update.getFrameworkId()),
        Ids.fromProto(status.getTaskId()),
        TaskStates.fromProto(status.getState()),
        TaskStates.fromProto(update.getLatestState()),
        uuid(status),
        at(status, now),
        new ProtoPayload(status),
        kept(status));
  }

  private static PackedPayload kept(TaskStatus status) {
    return PackedPayload.of(status.hasData() ? status.toBuilder().clearData().build() : status);
  }

  private static Optional<UUID> uuid(TaskStatus status) {
    return status.hasUuid() ? Optional.of(Uuids.fromBytes(status.getUuid())) : Optional.empty();
  }

  private static Instant at(TaskStatus status, Instant now) {
    return status.hasTimestamp() ? Durations.ofTimestamp(status.getTimestamp()) : now;
  }
}
