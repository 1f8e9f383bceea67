package dev.stadion.agent;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.offerclient.ExecutorClient;
import dev.stadion.offerclient.ExecutorEnvironment;
import dev.stadion.offerclient.ExecutorEvent;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.util.concurrent.CompletableFuture;

/** An executor made of our own SDK, for a process of its own. Its tasks are only states. */
public final class SdkExecutor {
  private final CompletableFuture<ExecutorClient> client = new CompletableFuture<>();

  private SdkExecutor() {}

  public static void main(String[] arguments) throws InterruptedException {
    var executor = new SdkExecutor();
    try (var client = ExecutorClient.start(ExecutorEnvironment.ofProcess(), executor::on)) {
      executor.client.complete(client);
      client.awaitEnd();
    }
  }

  private void on(ExecutorEvent event) {
    ExecutorClient agent = client.join();
    switch (event) {
      case ExecutorEvent.Launched(var tasks, boolean group) -> tasks.forEach(this::launch);
      case ExecutorEvent.KillAsked(var task, var grace) ->
          agent.update(task, TaskState.KILLED, "as asked");
      case ExecutorEvent.MessageReceived(ByteString data) ->
          agent.message(ByteString.copyFromUtf8("heard ").concat(data));
      case ExecutorEvent.Subscribed _,
          ExecutorEvent.Disconnected _,
          ExecutorEvent.ShutdownAsked _ -> {
        // the client sees to it
      }
    }
  }

  private void launch(TaskInfo task) {
    TaskId id = Ids.fromProto(task.getTaskId());
    client.join().update(id, TaskState.STARTING, "");
    client.join().update(id, TaskState.RUNNING, "");
    if (task.getData().toStringUtf8().equals("finish")) {
      client.join().update(id, TaskState.FINISHED, "done");
    }
  }
}
