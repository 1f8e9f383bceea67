package dev.stadion.agent.executor;

import com.google.protobuf.ByteString;
import dev.stadion.agent.heart.ExecutorWord;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.ContainerID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.executor.Event;

/** What an executor is told, in the words of the wire (mesos-v1.md §11.1). Pure. */
public final class ExecutorEvents {
  private ExecutorEvents() {}

  public static Event heartbeat() {
    return Event.newBuilder().setType(Event.Type.HEARTBEAT).build();
  }

  /**
   * @param agent without an id
   */
  public static Event of(ExecutorWord word, AgentInfo agent) {
    Event.Builder event = Event.newBuilder();
    switch (word) {
      case ExecutorWord.Subscribed subscribed -> subscribed(event, subscribed, agent);
      case ExecutorWord.Launch(AgentTask task) -> {
        event.setType(Event.Type.LAUNCH);
        event.getLaunchBuilder().setTask(Messages.taskInfo(task.order().info()));
      }
      case ExecutorWord.LaunchGroup(var tasks) -> {
        event.setType(Event.Type.LAUNCH_GROUP);
        tasks.forEach(task ->
            event
                .getLaunchGroupBuilder()
                .getTaskGroupBuilder()
                .addTasks(Messages.taskInfo(task.order().info())));
      }
      case ExecutorWord.Kill(var task, var grace) -> {
        event.setType(Event.Type.KILL).getKillBuilder().setTaskId(Ids.toProto(task));
        grace.ifPresent(period ->
            event
                .getKillBuilder()
                .getKillPolicyBuilder()
                .setGracePeriod(Durations.toProto(period)));
      }
      case ExecutorWord.Acknowledged(var task, var update) ->
          event
              .setType(Event.Type.ACKNOWLEDGED)
              .getAcknowledgedBuilder()
              .setTaskId(Ids.toProto(task))
              .setUuid(Uuids.toBytes(update));
      case ExecutorWord.Message(var data) ->
          event
              .setType(Event.Type.MESSAGE)
              .getMessageBuilder()
              .setData(ByteString.copyFrom(data.bytes()));
      case ExecutorWord.Shutdown() -> event.setType(Event.Type.SHUTDOWN);
    }
    return event.build();
  }

  private static void subscribed(
      Event.Builder event, ExecutorWord.Subscribed word, AgentInfo agent) {
    ExecutorInfo info = Messages.executorInfo(word.executor().info());
    event
        .setType(Event.Type.SUBSCRIBED)
        .getSubscribedBuilder()
        .setExecutorInfo(
            info.toBuilder().setFrameworkId(Ids.toProto(word.executor().key().framework())))
        .setFrameworkInfo(Messages.frameworkInfo(word.framework().info()))
        .setAgentInfo(agent.toBuilder().setId(Ids.toProto(word.agent())))
        .setContainerId(ContainerID.newBuilder().setValue(word.executor().container().value()));
  }
}
