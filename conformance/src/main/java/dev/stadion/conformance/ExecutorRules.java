package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.executor.Event;
import dev.stadion.mesos.v1.scheduler.Call;
import java.util.List;

/** Custom executors (mesos-v1.md §9.3, §11.1). */
final class ExecutorRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("11.1", "an executor subscribes and gets its task", ExecutorRules::launched),
          new Rule("11.1", "its updates reach the framework as they are", ExecutorRules::updates),
          new Rule("11.1", "its message reaches the framework", ExecutorRules::upwards),
          new Rule("3.10", "the framework's message reaches it", ExecutorRules::downwards),
          new Rule("11.1", "a KILL reaches it", ExecutorRules::kill),
          new Rule("9.3", "a second task comes to the same executor", ExecutorRules::second),
          new Rule(
              "3.7",
              "SHUTDOWN reaches it, and its end is told as FAILURE",
              ExecutorRules::shutdown),
          new Rule("6.3", "offers name the executors that live there", ExecutorRules::named),
          new Rule("11.1", "an executor nobody knows is 400 or 401", ExecutorRules::stranger),
          new Rule("11.1", "a call of a bad form is 400", ExecutorRules::badCall));

  private ExecutorRules() {}

  private interface Play {
    void with(Framework framework, Offer offer, Executor executor) throws Exception;
  }

  private static ExecutorInfo.Builder info(Framework framework) {
    var info =
        ExecutorInfo.newBuilder()
            .setType(ExecutorInfo.Type.CUSTOM)
            .setFrameworkId(framework.id())
            .setName("conformance")
            .addResources(Tasks.scalar("cpus", 0.05))
            .addResources(Tasks.scalar("mem", 32));
    info.getExecutorIdBuilder().setValue(Executor.ID);
    info.getCommandBuilder().setValue(Executor.COMMAND);
    return info;
  }

  private static void play(Target master, Play play) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    var task = Tasks.task(offer, "played", "").clearCommand().setExecutor(info(framework));
    task.setData(ByteString.copyFromUtf8("for the executor"));
    expect(202, framework.call(Tasks.launch(offer, task)));
    try (Executor executor = new Executor(framework, offer)) {
      executor.subscribe();
      play.with(framework, offer, executor);
    }
  }

  private static Event launch(Executor executor, String task) throws Exception {
    return executor.await(
        "LAUNCH of " + task,
        event ->
            event.getType() == Event.Type.LAUNCH
                && event.getLaunch().getTask().getTaskId().getValue().equals(task));
  }

  private static void launched(Target master) throws Exception {
    play(
        master,
        (framework, offer, executor) -> {
          Event event = launch(executor, "played");
          expect(
              event.getLaunch().getTask().getData().toStringUtf8().equals("for the executor"),
              "the task's data is lost");
        });
  }

  private static void updates(Target master) throws Exception {
    play(
        master,
        (framework, offer, executor) -> {
          launch(executor, "played");
          executor.update("played", TaskState.TASK_RUNNING);
          TaskStatus status = framework.awaitState("played", TaskState.TASK_RUNNING);
          expect(
              status.getExecutorId().getValue().equals(Executor.ID),
              "executor_id is %s",
              status.getExecutorId());
          executor.update("played", TaskState.TASK_FINISHED);
          framework.awaitState("played", TaskState.TASK_FINISHED);
        });
  }

  private static void upwards(Target master) throws Exception {
    play(
        master,
        (framework, offer, executor) -> {
          launch(executor, "played");
          var message = executor.call(dev.stadion.mesos.v1.executor.Call.Type.MESSAGE);
          message.getMessageBuilder().setData(ByteString.copyFromUtf8("up"));
          expect(202, executor.post(message));
          var event = framework.await("MESSAGE", each -> each.hasMessage(), Framework.SOON).event();
          expect(
              event.getMessage().getData().toStringUtf8().equals("up")
                  && event.getMessage().getExecutorId().getValue().equals(Executor.ID),
              "it is %s",
              event);
        });
  }

  private static void downwards(Target master) throws Exception {
    play(
        master,
        (framework, offer, executor) -> {
          launch(executor, "played");
          var message = Call.newBuilder().setType(Call.Type.MESSAGE);
          message
              .getMessageBuilder()
              .setAgentId(offer.getAgentId())
              .setData(ByteString.copyFromUtf8("down"))
              .getExecutorIdBuilder()
              .setValue(Executor.ID);
          expect(202, framework.call(message));
          Event event = executor.await("MESSAGE", each -> each.getType() == Event.Type.MESSAGE);
          expect(event.getMessage().getData().toStringUtf8().equals("down"), "it is %s", event);
        });
  }

  private static void kill(Target master) throws Exception {
    play(
        master,
        (framework, offer, executor) -> {
          launch(executor, "played");
          executor.update("played", TaskState.TASK_RUNNING);
          framework.awaitState("played", TaskState.TASK_RUNNING);
          expect(202, framework.call(Tasks.kill("played")));
          executor.await(
              "KILL",
              event ->
                  event.getType() == Event.Type.KILL
                      && event.getKill().getTaskId().getValue().equals("played"));
          executor.update("played", TaskState.TASK_KILLED);
          framework.awaitState("played", TaskState.TASK_KILLED);
        });
  }

  private static void second(Target master) throws Exception {
    play(
        master,
        (framework, offer, executor) -> {
          launch(executor, "played");
          Offer next = framework.awaitOffer();
          var task = Tasks.task(next, "second", "").clearCommand().setExecutor(info(framework));
          expect(202, framework.call(Tasks.launch(next, task)));
          launch(executor, "second");
        });
  }

  private static void shutdown(Target master) throws Exception {
    play(
        master,
        (framework, offer, executor) -> {
          launch(executor, "played");
          executor.update("played", TaskState.TASK_FINISHED);
          framework.awaitState("played", TaskState.TASK_FINISHED);
          var shutdown = Call.newBuilder().setType(Call.Type.SHUTDOWN);
          shutdown
              .getShutdownBuilder()
              .setAgentId(offer.getAgentId())
              .getExecutorIdBuilder()
              .setValue(Executor.ID);
          expect(202, framework.call(shutdown));
          executor.await("SHUTDOWN", event -> event.getType() == Event.Type.SHUTDOWN);
          var failure =
              framework
                  .await("FAILURE", event -> event.hasFailure(), Framework.SOON)
                  .event()
                  .getFailure();
          expect(
              failure.getExecutorId().getValue().equals(Executor.ID),
              "it is of %s",
              failure.getExecutorId());
        });
  }

  private static void named(Target master) throws Exception {
    play(
        master,
        (framework, offer, executor) -> {
          launch(executor, "played");
          Offer next = framework.awaitOffer();
          framework.call(Tasks.decline(next, 0));
          while (next.getExecutorIdsCount() == 0) {
            next = framework.awaitOffer();
            framework.call(Tasks.decline(next, 0));
          }
        });
  }

  private static void stranger(Target master) throws Exception {
    Framework framework = master.framework();
    Executor executor = new Executor(framework, framework.awaitOffer());
    var subscribe = executor.call(dev.stadion.mesos.v1.executor.Call.Type.SUBSCRIBE);
    subscribe.getSubscribeBuilder();
    Http.Answer answer = executor.post(subscribe);
    expect(
        answer.status() == 400 || answer.status() == 401 || answer.status() == 403,
        "got %d",
        answer.status());
  }

  private static void badCall(Target master) throws Exception {
    Framework framework = master.framework();
    Executor executor = new Executor(framework, framework.awaitOffer());
    Http.Answer answer =
        executor.post(executor.call(dev.stadion.mesos.v1.executor.Call.Type.UPDATE));
    expect(answer.status() == 400 || answer.status() == 401, "got %d", answer.status());
  }
}
