package dev.stadion.agent.master;

import dev.stadion.agent.container.ContainerRules;
import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.Membership;
import dev.stadion.agent.task.Refusal;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.KillPolicy;
import dev.stadion.mesos.v1.Secret;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads the master's words into the heart's. What cannot be obeyed becomes a refusal, never
 * silence.
 */
public final class Orders {
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(3);
  private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Supplier<ContainerId> containers;
  private final Duration shutdownGrace;

  /**
   * @param containers gives each order a fresh id
   * @param shutdownGrace of executors that say none of their own
   */
  public Orders(Supplier<ContainerId> containers, Duration shutdownGrace) {
    this.containers = containers;
    this.shutdownGrace = shutdownGrace;
  }

  /** Empty for a heartbeat, or a word of a newer master that this agent does not know. */
  public Optional<AgentEvent> read(Event event) {
    long epoch = event.getEpoch();
    return switch (event.getType()) {
      case SUBSCRIBED ->
          Optional.of(
              new AgentEvent.Subscribed(epoch, Ids.fromProto(event.getSubscribed().getAgentId())));
      case RUN_TASKS -> Optional.of(run(epoch, event.getRunTasks()));
      case KILL_TASK ->
          Optional.of(
              new AgentEvent.Kill(
                  epoch,
                  new TaskKey(
                      Ids.fromProto(event.getKillTask().getFrameworkId()),
                      Ids.fromProto(event.getKillTask().getTaskId())),
                  event.getKillTask().hasKillPolicy()
                      ? grace(event.getKillTask().getKillPolicy())
                      : Optional.empty()));
      case ACKNOWLEDGE ->
          Optional.of(
              new AgentEvent.Acknowledged(
                  epoch,
                  event.getAcknowledge().getAcknowledgementsList().stream()
                      .map(ack ->
                          new AgentEvent.Receipt(
                              new TaskKey(
                                  Ids.fromProto(ack.getFrameworkId()),
                                  Ids.fromProto(ack.getTaskId())),
                              Uuids.fromBytes(ack.getUuid())))
                      .toList()));
      case SHUTDOWN_FRAMEWORK ->
          Optional.of(
              new AgentEvent.ShutdownFramework(
                  epoch, Ids.fromProto(event.getShutdownFramework().getFrameworkId())));
      case PING -> Optional.of(new AgentEvent.Pinged(epoch, event.getPing().getConnected()));
      case RUN_TASK_GROUP -> Optional.of(run(epoch, event.getRunTaskGroup()));
      case SHUTDOWN_EXECUTOR ->
          Optional.of(
              new AgentEvent.ShutdownExecutor(
                  epoch,
                  ExecutorOrders.key(
                      Ids.fromProto(event.getShutdownExecutor().getFrameworkId()),
                      event.getShutdownExecutor().getExecutorId())));
      case MESSAGE ->
          Optional.of(
              new AgentEvent.FrameworkMessage(
                  epoch,
                  ExecutorOrders.key(
                      Ids.fromProto(event.getMessage().getFrameworkId()),
                      event.getMessage().getExecutorId()),
                  Document.of(event.getMessage().getData().toByteArray())));
      case UPDATE_FRAMEWORK ->
          Optional.of(
              new AgentEvent.FrameworkUpdated(
                  epoch, framework(event.getUpdateFramework().getFramework())));
      case CHECKPOINT_RESOURCES ->
          Optional.of(
              new AgentEvent.ResourcesKept(
                  epoch, VolumeOrders.kept(event.getCheckpointResources())));
      case REFUSED -> Optional.of(new AgentEvent.Refused(epoch, event.getRefused().getMessage()));
      case HEARTBEAT, UNKNOWN -> Optional.empty();
    };
  }

  private AgentEvent run(long epoch, Event.RunTasks run) {
    Framework framework = framework(run.getFramework());
    var executors = new ExecutorOrders(framework.id(), containers, shutdownGrace);
    List<TaskOrder> orders =
        run.getTasksList().stream()
            .map(task ->
                order(
                    framework.id(),
                    task,
                    task.hasExecutor()
                        ? executors.membership(task.getExecutor(), Optional.empty())
                        : Optional.empty()))
            .toList();
    return new AgentEvent.Run(
        epoch, framework, executors.all(), orders, VolumeOrders.usedBy(run.getTasksList()));
  }

  private AgentEvent run(long epoch, Event.RunTaskGroup run) {
    Framework framework = framework(run.getFramework());
    var executors = new ExecutorOrders(framework.id(), containers, shutdownGrace);
    Optional<ContainerId> group = Optional.of(containers.get());
    List<TaskOrder> orders =
        run.getTaskGroup().getTasksList().stream()
            .map(task ->
                order(framework.id(), task, executors.membership(run.getExecutor(), group))
                    .refusedIfAbsent(ExecutorRefusals.ofGroup(run.getExecutor(), task)))
            .toList();
    return new AgentEvent.Run(
        epoch,
        framework,
        executors.all(),
        orders,
        VolumeOrders.usedBy(run.getExecutor(), run.getTaskGroup().getTasksList()));
  }

  private static Framework framework(FrameworkInfo info) {
    return new Framework(
        Ids.fromProto(info.getId()),
        has(info, FrameworkInfo.Capability.Type.TASK_KILLING_STATE),
        has(info, FrameworkInfo.Capability.Type.PARTITION_AWARE),
        Document.of(info.toByteArray()));
  }

  private static boolean has(FrameworkInfo info, FrameworkInfo.Capability.Type type) {
    return info.getCapabilitiesList().stream().anyMatch(has -> has.getType() == type);
  }

  private TaskOrder order(FrameworkId framework, TaskInfo task, Optional<Membership> membership) {
    boolean custom = membership.filter(of -> of.kind() == ExecutorOrder.Kind.CUSTOM).isPresent();
    return new TaskOrder(
        new TaskKey(framework, Ids.fromProto(task.getTaskId())),
        custom ? membership.get().container() : containers.get(),
        Document.of(task.toByteArray()),
        grace(task.getKillPolicy()).orElse(DEFAULT_GRACE),
        task.hasMaxCompletionTime()
            ? Optional.of(Durations.fromProto(task.getMaxCompletionTime()))
            : Optional.empty(),
        membership,
        task.hasExecutor() || custom ? ExecutorRefusals.ofCustom(task) : refusal(task));
  }

  private static Optional<Duration> grace(KillPolicy policy) {
    return policy.hasGracePeriod()
        ? Optional.of(Durations.fromProto(policy.getGracePeriod()))
        : Optional.empty();
  }

  static Optional<Refusal> refusal(TaskInfo task) {
    if (!task.hasCommand()) {
      return wrong("The task has neither a command nor an executor");
    }
    Optional<String> impossible = ContainerRules.impossible(task.getContainer());
    if (task.hasContainer() && impossible.isPresent()) {
      return unable(impossible.get());
    }
    return command(task.getCommand(), mayHaveEntrypoint(task.getContainer(), task.getCommand()))
        .or(() -> CheckRefusals.of(task));
  }

  static Optional<Refusal> command(CommandInfo command) {
    return command(command, false);
  }

  /**
   * @param entrypoint whether the image may say what to run
   */
  private static Optional<Refusal> command(CommandInfo command, boolean entrypoint) {
    boolean nothingToRun = command.getValue().isEmpty() && !entrypoint;
    if (nothingToRun) {
      return wrong("The command has no value");
    }
    if (command.getValue().indexOf('\0') >= 0
        || command.getArgumentsList().stream().anyMatch(text -> text.indexOf('\0') >= 0)) {
      return wrong("The command contains a NUL character");
    }
    for (Environment.Variable variable : command.getEnvironment().getVariablesList()) {
      if (variable.getType() == Environment.Variable.Type.SECRET
          && variable.getSecret().getType() != Secret.Type.VALUE) {
        return unable("resolve secrets by reference: " + variable.getName());
      }
      if (!ENVIRONMENT_NAME.matcher(variable.getName()).matches()) {
        return wrong("'" + excerpt(variable.getName()) + "' is no name of a variable");
      }
      if (variable.getValue().indexOf('\0') >= 0) {
        return wrong("The value of " + variable.getName() + " contains a NUL character");
      }
    }
    return Optional.empty();
  }

  private static boolean mayHaveEntrypoint(ContainerInfo container, CommandInfo command) {
    return container.hasType()
        && container.getType() == ContainerInfo.Type.DOCKER
        && !command.getShell();
  }

  static Optional<Refusal> unable(String what) {
    return Optional.of(
        new Refusal(TaskState.FAILED, "CONTAINER_LAUNCH_FAILED", "This agent cannot " + what));
  }

  static Optional<Refusal> wrong(String message) {
    return Optional.of(new Refusal(TaskState.ERROR, "TASK_INVALID", message));
  }

  private static String excerpt(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() > 100 ? printable.substring(0, 100) + "…" : printable;
  }
}
