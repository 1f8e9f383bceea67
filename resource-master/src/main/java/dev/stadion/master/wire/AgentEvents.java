package dev.stadion.master.wire;

import com.google.protobuf.ByteString;
import dev.stadion.master.heart.MasterEffect;
import dev.stadion.master.heart.MasterEffect.ToAgent;
import dev.stadion.master.heart.MasterSettings;
import dev.stadion.master.heart.Task;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.KillPolicy;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.id.FrameworkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the heart tells agents. Launches of one framework, and acknowledgements, that follow each
 * other become one message. Every message carries the epoch (promises.md §3).
 */
public final class AgentEvents {
  /** Of a task that says nothing about it (mesos-v1.md §9.1). */
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(3);

  private final long epoch;
  private final MasterSettings settings;

  public AgentEvents(long epoch, MasterSettings settings) {
    this.epoch = epoch;
    this.settings = settings;
  }

  /**
   * In order; {@code AgentClosed} becomes nothing.
   *
   * @param effects all for one agent's stream
   */
  public List<Event> write(List<ToAgent> effects) {
    var events = new ArrayList<Event>();
    Event.Builder open = null;
    FrameworkId launching = null;
    for (ToAgent effect : effects) {
      boolean continues =
          open != null
              && ((effect instanceof MasterEffect.RunTasks run && run.framework().equals(launching))
                  || (effect instanceof MasterEffect.AcknowledgeUpdate && open.hasAcknowledge()));
      if (!continues) {
        if (open != null) {
          events.add(open.build());
        }
        open = begin(effect);
        launching = null;
      }
      if (effect instanceof MasterEffect.RunTasks run) {
        launching = run.framework();
        add(open, run);
      } else if (effect instanceof MasterEffect.AcknowledgeUpdate acknowledge) {
        add(open, acknowledge);
      }
    }
    if (open != null) {
      events.add(open.build());
    }
    return events;
  }

  public static Event heartbeat(long epoch) {
    return Event.newBuilder().setType(Event.Type.HEARTBEAT).setEpoch(epoch).build();
  }

  private Event.Builder event(Event.Type type) {
    return Event.newBuilder().setType(type).setEpoch(epoch);
  }

  /** Null when nothing is to be said. */
  private Event.Builder begin(ToAgent effect) {
    return switch (effect) {
      case MasterEffect.AgentAdmitted admitted ->
          event(Event.Type.SUBSCRIBED)
              .setSubscribed(
                  Event.Subscribed.newBuilder()
                      .setAgentId(Ids.toProto(admitted.agent()))
                      .setPingIntervalSeconds(Durations.toSeconds(settings.pingInterval()))
                      .setPingTimeoutSeconds(Durations.toSeconds(settings.pingTimeout())));
      case MasterEffect.RunTasks run ->
          event(Event.Type.RUN_TASKS)
              .setRunTasks(
                  Event.RunTasks.newBuilder()
                      .setFramework(Frameworks.info(run.framework(), run.description())));
      case MasterEffect.RunTaskGroup group ->
          event(Event.Type.RUN_TASK_GROUP).setRunTaskGroup(group(group));
      case MasterEffect.CheckpointResources checkpoint ->
          event(Event.Type.CHECKPOINT_RESOURCES)
              .setCheckpointResources(
                  Event.CheckpointResources.newBuilder()
                      .addAllResources(ResourceConverter.toProto(checkpoint.resources())));
      case MasterEffect.ShutdownExecutor shutdown ->
          event(Event.Type.SHUTDOWN_EXECUTOR)
              .setShutdownExecutor(
                  Event.ShutdownExecutor.newBuilder()
                      .setFrameworkId(Ids.toProto(shutdown.framework()))
                      .setExecutorId(executor(shutdown.executor())));
      case MasterEffect.ToExecutor said ->
          event(Event.Type.MESSAGE)
              .setMessage(
                  Event.FrameworkMessage.newBuilder()
                      .setFrameworkId(Ids.toProto(said.framework()))
                      .setExecutorId(executor(said.executor()))
                      .setData(ByteString.copyFrom(said.data().bytes())));
      case MasterEffect.FrameworkChanged changed ->
          event(Event.Type.UPDATE_FRAMEWORK)
              .setUpdateFramework(
                  Event.UpdateFramework.newBuilder()
                      .setFramework(Frameworks.info(changed.framework(), changed.description())));
      case MasterEffect.KillTask kill -> {
        var task =
            Event.KillTask.newBuilder()
                .setFrameworkId(Ids.toProto(kill.task().framework()))
                .setTaskId(Ids.toProto(kill.task().task()));
        kill.grace()
            .ifPresent(grace ->
                task.setKillPolicy(
                    KillPolicy.newBuilder().setGracePeriod(Durations.toProto(grace))));
        yield event(Event.Type.KILL_TASK).setKillTask(task);
      }
      case MasterEffect.DrainTask drain -> event(Event.Type.KILL_TASK).setKillTask(drain(drain));
      case MasterEffect.AgentRefused refused ->
          event(Event.Type.REFUSED)
              .setRefused(Event.Refused.newBuilder().setMessage(refused.message()));
      case MasterEffect.AcknowledgeUpdate acknowledge ->
          event(Event.Type.ACKNOWLEDGE).setAcknowledge(Event.Acknowledge.newBuilder());
      case MasterEffect.ShutdownFramework shutdown ->
          event(Event.Type.SHUTDOWN_FRAMEWORK)
              .setShutdownFramework(
                  Event.ShutdownFramework.newBuilder()
                      .setFrameworkId(Ids.toProto(shutdown.framework())));
      case MasterEffect.Ping ping ->
          event(Event.Type.PING).setPing(Event.Ping.newBuilder().setConnected(true));
      case MasterEffect.AgentClosed closed -> null;
    };
  }

  /** A task keeps its own grace period, as long as that is not longer than it may be. */
  private static Event.KillTask.Builder drain(MasterEffect.DrainTask drain) {
    var kill =
        Event.KillTask.newBuilder()
            .setFrameworkId(Ids.toProto(drain.task().framework()))
            .setTaskId(Ids.toProto(drain.task().id()))
            .setDrain(Event.Drain.newBuilder().setMarkGone(drain.markGone()));
    KillPolicy own = Tasks.info(drain.task().description()).getKillPolicy();
    Duration wanted =
        own.hasGracePeriod() ? Durations.fromProto(own.getGracePeriod()) : DEFAULT_GRACE;
    drain
        .maxGrace()
        .filter(most -> most.compareTo(wanted) < 0)
        .ifPresent(most ->
            kill.setKillPolicy(KillPolicy.newBuilder().setGracePeriod(Durations.toProto(most))));
    return kill;
  }

  private static ExecutorID executor(String id) {
    return ExecutorID.newBuilder().setValue(id).build();
  }

  private static Event.RunTaskGroup group(MasterEffect.RunTaskGroup group) {
    var message =
        Event.RunTaskGroup.newBuilder()
            .setFramework(Frameworks.info(group.framework(), group.description()))
            .setExecutor(Tasks.allocated(Tasks.info(group.executor()), group.role()));
    for (Task task : group.tasks()) {
      TaskInfo info = Tasks.info(task.description()).toBuilder().clearExecutor().build();
      message.getTaskGroupBuilder().addTasks(Tasks.allocated(info, task.role()));
    }
    return message.build();
  }

  private static void add(Event.Builder event, MasterEffect.RunTasks run) {
    run.tasks()
        .forEach(task ->
            event
                .getRunTasksBuilder()
                .addTasks(Tasks.allocated(Tasks.info(task.description()), task.role())));
  }

  private static void add(Event.Builder event, MasterEffect.AcknowledgeUpdate acknowledge) {
    event
        .getAcknowledgeBuilder()
        .addAcknowledgements(
            Event.Acknowledgement.newBuilder()
                .setFrameworkId(Ids.toProto(acknowledge.task().framework()))
                .setTaskId(Ids.toProto(acknowledge.task().task()))
                .setUuid(Uuids.toBytes(acknowledge.uuid())));
  }
}
