package dev.stadion.agent.executor;

import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.TaskStates;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.executor.Call;
import dev.stadion.scheduling.id.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What an executor says, as the heart understands it; checks its form (mesos-v1.md §11.1). */
public final class ExecutorCallReader {
  private ExecutorCallReader() {}

  /** A call whose form is wrong; its message says how. */
  public static final class InvalidCallException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidCallException(String message) {
      super(message);
    }
  }

  /**
   * Whether the call names a type that this agent knows; SUBSCRIBE or not is up to the caller.
   *
   * @return UNKNOWN for a type of a newer schema
   */
  public static Call.Type type(Call call) throws InvalidCallException {
    if (!call.hasType() && !call.getUnknownFields().hasField(Call.TYPE_FIELD_NUMBER)) {
      throw new InvalidCallException("Expecting 'type' to be present");
    }
    return call.getType();
  }

  public static ExecutorKey executor(Call call) throws InvalidCallException {
    try {
      return new ExecutorKey(Ids.fromProto(call.getFrameworkId()), call.getExecutorId().getValue());
    } catch (IllegalArgumentException e) {
      throw new InvalidCallException(e.getMessage());
    }
  }

  /**
   * Any call.
   *
   * @param stream the name of the connection that a SUBSCRIBE came over
   * @param now dates a status without a date
   */
  public static AgentEvent read(Call call, String stream, Instant now) throws InvalidCallException {
    ExecutorKey executor = executor(call);
    try {
      return switch (type(call)) {
        case SUBSCRIBE -> {
          require(call.hasSubscribe(), "subscribe");
          Set<TaskId> tasks = new HashSet<>();
          call.getSubscribe()
              .getUnacknowledgedTasksList()
              .forEach(task -> tasks.add(Ids.fromProto(task.getTaskId())));
          var updates = new ArrayList<AgentEvent.Heard>();
          for (Call.Update update : call.getSubscribe().getUnacknowledgedUpdatesList()) {
            updates.add(heard(executor, update.getStatus(), now));
          }
          yield new AgentEvent.ExecutorSubscribed(executor, stream, tasks, updates);
        }
        case UPDATE -> {
          require(call.hasUpdate(), "update");
          yield new AgentEvent.ExecutorUpdated(
              executor, heard(executor, call.getUpdate().getStatus(), now));
        }
        case MESSAGE -> {
          require(call.hasMessage(), "message");
          yield new AgentEvent.ExecutorMessage(
              executor, Document.of(call.getMessage().getData().toByteArray()));
        }
        case HEARTBEAT, UNKNOWN -> new AgentEvent.ExecutorBeat(executor);
      };
    } catch (IllegalArgumentException e) {
      throw new InvalidCallException(e.getMessage());
    }
  }

  private static AgentEvent.Heard heard(ExecutorKey executor, TaskStatus status, Instant now)
      throws InvalidCallException {
    require(status.hasUuid(), "update.status.uuid");
    if (status.getSource() != TaskStatus.Source.SOURCE_EXECUTOR || !status.hasSource()) {
      throw new InvalidCallException("Expecting 'update.status.source' to be SOURCE_EXECUTOR");
    }
    if (status.hasExecutorId() && !status.getExecutorId().getValue().equals(executor.executor())) {
      throw new InvalidCallException(
          "'update.status.executor_id' differs from the executor that calls");
    }
    if (status.getState() == TaskState.TASK_STAGING) {
      throw new InvalidCallException("'update.status.state' must not be TASK_STAGING");
    }
    return new AgentEvent.Heard(
        Ids.fromProto(status.getTaskId()),
        new StatusUpdate(
            Uuids.fromBytes(status.getUuid()),
            TaskStates.fromProto(status.getState()),
            StatusUpdate.Source.EXECUTOR,
            Optional.empty(),
            status.getMessage(),
            status.hasTimestamp() ? Durations.ofTimestamp(status.getTimestamp()) : now,
            StatusUpdate.Details.ofExecutor(Document.of(status.toByteArray()))));
  }

  private static void require(boolean present, String member) throws InvalidCallException {
    if (!present) {
      throw new InvalidCallException("Expecting '" + member + "' to be present");
    }
  }
}
