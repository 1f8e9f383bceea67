package dev.stadion.agent.master;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.convert.Statuses;
import dev.stadion.mesos.convert.TaskStates;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.CheckStatusInfo;
import dev.stadion.mesos.v1.ContainerID;
import dev.stadion.mesos.v1.ContainerStatus;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Task;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskResourceLimitation;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;
import java.util.function.Function;

/** What the agent knows, in the words of the wire. Pure. */
public final class Messages {
  /** What an agent of ours can do (mesos-v1.md §6.12). */
  public static final List<AgentInfo.Capability.Type> CAPABILITIES =
      List.of(
          AgentInfo.Capability.Type.MULTI_ROLE,
          AgentInfo.Capability.Type.HIERARCHICAL_ROLE,
          AgentInfo.Capability.Type.RESERVATION_REFINEMENT,
          AgentInfo.Capability.Type.AGENT_DRAINING,
          AgentInfo.Capability.Type.TASK_RESOURCE_LIMITS);

  private Messages() {}

  /**
   * @param info without an id
   * @param version of this agent
   * @param addresses where each container is reached
   */
  public static Call subscribe(
      AgentState state, AgentInfo info, String version, Function<ContainerId, String> addresses) {
    AgentInfo.Builder known = info.toBuilder();
    Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    state
        .id()
        .ifPresent(id -> {
          known.setId(Ids.toProto(id));
          call.setAgentId(Ids.toProto(id));
        });
    Call.Subscribe.Builder subscribe =
        call.getSubscribeBuilder()
            .setAgentInfo(known)
            .setVersion(version)
            .setHighestEpoch(state.epoch())
            .addAllCheckpointedResources(kept(state));
    CAPABILITIES.forEach(
        type -> subscribe.addCapabilities(AgentInfo.Capability.newBuilder().setType(type)));
    state
        .id()
        .ifPresent(id -> {
          for (AgentTask task : state.tasks().values()) {
            subscribe.addTasks(task(id, task, addresses.apply(task.container())));
          }
          for (AgentExecutor executor : state.executors().live().values()) {
            subscribe.addExecutors(executor(executor));
          }
          for (Framework framework : state.frameworks().values()) {
            if (isActive(state, framework)) {
              subscribe.addFrameworks(frameworkInfo(framework.info()));
            }
          }
        });
    return call.build();
  }

  /** What operations reserved here, persistent volumes included. */
  public static List<Resource> kept(AgentState state) {
    return read(state.kept().resources(), Event.CheckpointResources.parser()).getResourcesList();
  }

  private static boolean isActive(AgentState state, Framework framework) {
    return state.tasks().keySet().stream().anyMatch(key -> key.framework().equals(framework.id()))
        || state.executors().live().keySet().stream()
            .anyMatch(key -> key.framework().equals(framework.id()));
  }

  private static Call.Executor executor(AgentExecutor executor) {
    return Call.Executor.newBuilder()
        .setFrameworkId(Ids.toProto(executor.key().framework()))
        .setExecutorInfo(executorInfo(executor.order().info()))
        .setContainerId(ContainerID.newBuilder().setValue(executor.container().value()))
        .build();
  }

  /** What an executor says to its framework. */
  public static Call message(ExecutorKey executor, Document data) {
    return Call.newBuilder()
        .setType(Call.Type.MESSAGE)
        .setMessage(
            Call.FrameworkMessage.newBuilder()
                .setFrameworkId(Ids.toProto(executor.framework()))
                .setExecutorId(ExecutorID.newBuilder().setValue(executor.executor()))
                .setData(ByteString.copyFrom(data.bytes())))
        .build();
  }

  /**
   * @param status as waitpid has it
   */
  public static Call terminated(ExecutorKey executor, int status) {
    return Call.newBuilder()
        .setType(Call.Type.EXECUTOR_TERMINATED)
        .setExecutorTerminated(
            Call.ExecutorTerminated.newBuilder()
                .setFrameworkId(Ids.toProto(executor.framework()))
                .setExecutorId(ExecutorID.newBuilder().setValue(executor.executor()))
                .setStatus(status))
        .build();
  }

  /** The task as agents list it. */
  public static Task task(AgentId agent, AgentTask task, String address) {
    TaskInfo info = taskInfo(task.order().info());
    Task.Builder wire =
        Task.newBuilder()
            .setName(info.getName())
            .setTaskId(info.getTaskId())
            .setFrameworkId(Ids.toProto(task.key().framework()))
            .setAgentId(Ids.toProto(agent))
            .setState(TaskStates.toProto(task.state()))
            .addAllResources(info.getResourcesList())
            .putAllLimits(info.getLimitsMap());
    task.order().membership().ifPresent(of -> wire.setExecutorId(executorId(of.executor())));
    if (info.hasLabels()) {
      wire.setLabels(info.getLabels());
    }
    if (info.hasDiscovery()) {
      wire.setDiscovery(info.getDiscovery());
    }
    if (info.hasContainer()) {
      wire.setContainer(info.getContainer());
    }
    if (info.hasHealthCheck()) {
      wire.setHealthCheck(info.getHealthCheck());
    }
    if (info.hasKillPolicy()) {
      wire.setKillPolicy(info.getKillPolicy());
    }
    if (!task.updates().isEmpty()) {
      StatusUpdate head = task.updates().getFirst();
      wire.setStatusUpdateState(TaskStates.toProto(head.state()));
      wire.setStatusUpdateUuid(Uuids.toBytes(head.uuid()));
    }
    task.last()
        .ifPresent(
            last -> wire.addStatuses(status(agent, task, last, address).toBuilder().clearUuid()));
    return wire.build();
  }

  public static Call.Update update(
      AgentId agent, AgentTask task, StatusUpdate update, String address) {
    return Call.Update.newBuilder()
        .setFrameworkId(Ids.toProto(task.key().framework()))
        .setStatus(status(agent, task, update, address))
        .setLatestState(TaskStates.toProto(task.state()))
        .build();
  }

  static TaskStatus status(AgentId agent, AgentTask task, StatusUpdate update, String address) {
    StatusUpdate.Details details = update.details();
    TaskStatus.Builder status =
        details
            .status()
            .map(Messages::taskStatus)
            .orElse(TaskStatus.getDefaultInstance())
            .toBuilder();
    status
        .setTaskId(Ids.toProto(task.key().task()))
        .setState(TaskStates.toProto(update.state()))
        .setAgentId(Ids.toProto(agent))
        .setExecutorId(
            task.order()
                .membership()
                .map(of -> executorId(of.executor()))
                .orElseGet(
                    () -> ExecutorID.newBuilder().setValue(task.key().task().value()).build()))
        .setUuid(Uuids.toBytes(update.uuid()))
        .setSource(
            switch (update.source()) {
              case AGENT -> TaskStatus.Source.SOURCE_AGENT;
              case EXECUTOR -> TaskStatus.Source.SOURCE_EXECUTOR;
            });
    containerStatus(status.getContainerStatusBuilder(), task, address);
    if (!status.hasTimestamp()) {
      status.setTimestamp(Durations.toTimestamp(update.at()));
    }
    if (!update.message().isEmpty()) {
      status.setMessage(update.message());
    }
    update.reason().flatMap(Statuses::reasonOf).ifPresent(status::setReason);
    details.healthy().ifPresent(status::setHealthy);
    details.checkStatus().ifPresent(check -> status.setCheckStatus(checkStatus(check)));
    if (!status.hasCheckStatus() && details.status().isEmpty()) {
      TaskInfo info = taskInfo(task.order().info());
      if (info.hasCheck()) {
        status.setCheckStatus(CheckStatuses.empty(info.getCheck()));
      }
    }
    details
        .limitation()
        .ifPresent(limit -> status.setLimitation(read(limit, TaskResourceLimitation.parser())));
    if (status.getReason() == TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY
        && !status.hasLimitation()) {
      status.setLimitation(memoryLimitation(taskInfo(task.order().info())));
    }
    return status.build();
  }

  /** How much memory was not enough. */
  private static TaskResourceLimitation memoryLimitation(TaskInfo info) {
    double requested = ResourceConverter.fromProto(info.getResourcesList()).amount(Resources.MEM);
    double mem =
        info.containsLimits(Resources.MEM)
            ? info.getLimitsOrThrow(Resources.MEM).getValue()
            : requested;
    return TaskResourceLimitation.newBuilder()
        .addAllResources(ResourceConverter.toProto(Resources.of(0, mem, 0)))
        .build();
  }

  /** Fills in what an executor has not said itself. */
  private static void containerStatus(
      ContainerStatus.Builder container, AgentTask task, String address) {
    if (!container.hasContainerId()) {
      container.setContainerId(containerId(task));
    }
    if (container.getNetworkInfosCount() == 0) {
      container.addNetworkInfos(
          NetworkInfo.newBuilder()
              .addIpAddresses(NetworkInfo.IPAddress.newBuilder().setIpAddress(address)));
    }
    if (!container.hasExecutorPid()
        && task.process().orElse(null) instanceof ProcessStatus.Running(int pid, _)) {
      container.setExecutorPid(pid);
    }
  }

  private static ContainerID containerId(AgentTask task) {
    ContainerID.Builder id = ContainerID.newBuilder().setValue(task.container().value());
    task.order()
        .membership()
        .filter(of -> !of.container().equals(task.container()))
        .ifPresent(of -> id.getParentBuilder().setValue(of.container().value()));
    return id.build();
  }

  static ExecutorID executorId(ExecutorKey executor) {
    return ExecutorID.newBuilder().setValue(executor.executor()).build();
  }

  public static ExecutorInfo executorInfo(Document document) {
    return read(document, ExecutorInfo.parser());
  }

  public static TaskInfo taskInfo(Document document) {
    return read(document, TaskInfo.parser());
  }

  public static FrameworkInfo frameworkInfo(Document document) {
    return read(document, FrameworkInfo.parser());
  }

  static CheckStatusInfo checkStatus(Document document) {
    return read(document, CheckStatusInfo.parser());
  }

  static TaskStatus taskStatus(Document document) {
    return read(document, TaskStatus.parser());
  }

  private static <M> M read(Document document, Parser<M> parser) {
    try {
      return parser.parseFrom(document.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("what was remembered cannot be read", e);
    }
  }
}
