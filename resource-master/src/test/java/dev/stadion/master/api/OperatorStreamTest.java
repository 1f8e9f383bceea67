package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.Task;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.master.Event;
import dev.stadion.mesos.wire.WireFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** SUBSCRIBE of the operator API (mesos-v1.md §13). */
class OperatorStreamTest {
  private static final int TASKS = 40;
  private static final int WATCHERS = 4;
  private static final String LAST = "t" + (TASKS - 1);

  @Test
  void theStreamBeginsWithTheStateAndAHeartbeat() throws Exception {
    try (RunningMaster master = RunningMaster.start();
        TestAgent agent = TestAgent.register(master, "h1");
        Connection watcher = master.connect()) {
      var answer = watcher.post("/api/v1", "{\"type\":\"SUBSCRIBE\"}");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers())
          .containsEntry("content-type", "application/json")
          .containsEntry("transfer-encoding", "chunked");
      assertThat(watcher.event())
          .startsWith("{\"type\":\"SUBSCRIBED\",\"subscribed\":{\"get_state\":{")
          .contains(agent.id.getValue(), "\"heartbeat_interval_seconds\":15.0");
      assertThat(watcher.event()).isEqualTo("{\"type\":\"HEARTBEAT\"}");
      String framework;
      try (TestFramework subscribed = TestFramework.subscribe(master)) {
        framework = subscribed.id;
        assertThat(watcher.event("FRAMEWORK_ADDED")).contains(framework);
        subscribed.call(
            "{\"type\":\"TEARDOWN\",\"framework_id\":{\"value\":\"" + framework + "\"}}");
      }
      assertThat(watcher.event("FRAMEWORK_REMOVED")).contains(framework);
      TestAgent other = TestAgent.register(master, "h2");
      assertThat(watcher.event("AGENT_ADDED")).contains("\"hostname\":\"h2\"");
      try (Connection connection = master.connect()) {
        connection.post(
            "/api/v1",
            "{\"type\":\"MARK_AGENT_GONE\",\"mark_agent_gone\":{\"agent_id\":{\"value\":\""
                + other.id.getValue()
                + "\"}}}");
      }
      assertThat(watcher.event("AGENT_REMOVED")).contains(other.id.getValue());
      other.close();
    }
  }

  @Test
  void whoSubscribesInTheMidstOfChangesMissesNoneAndHearsNoneTwice() throws Exception {
    try (RunningMaster master = RunningMaster.start();
        TestAgent agent = TestAgent.register(master, "h1");
        TestFramework framework = TestFramework.subscribe(master);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> watching = new ArrayList<>();
      for (int i = 0; i < WATCHERS; i++) {
        watching.add(threads.submit(watchUntilTheLastTaskHasFinished(master)));
      }

      for (int i = 0; i < TASKS; i++) {
        runThrough(agent, framework, "t" + i);
      }

      int replayed = 0;
      for (Future<Integer> each : watching) {
        replayed += each.get();
      }
      assertThat(replayed).isGreaterThanOrEqualTo(WATCHERS);
    }
  }

  private static void runThrough(TestAgent agent, TestFramework framework, String id)
      throws Exception {
    framework.launch(agent, id);
    var run = agent.next(dev.stadion.mesos.agent.v1.Event.Type.RUN_TASKS).getRunTasks();
    FrameworkID owner = run.getFramework().getId();
    TaskInfo task = run.getTasks(0);
    ByteString running = agent.report(owner, task, TaskState.TASK_RUNNING);
    framework.acknowledge(agent, id, running);
    ByteString finished = agent.report(owner, task, TaskState.TASK_FINISHED);
    framework.acknowledge(agent, id, finished);
  }

  /** Subscribes again and again, each time replaying a few changes; answers how many times. */
  private static Callable<Integer> watchUntilTheLastTaskHasFinished(RunningMaster master) {
    return () -> {
      int subscriptions = 0;
      boolean finished = false;
      while (!finished) {
        subscriptions++;
        try (Connection connection = master.connect()) {
          connection.post("/api/v1", "{\"type\":\"SUBSCRIBE\"}", "Accept: application/x-protobuf");
          finished = replay(connection);
        }
      }
      return subscriptions;
    };
  }

  private static boolean replay(Connection connection) throws Exception {
    Map<String, TaskState> known = new HashMap<>();
    int changes = 0;
    while (known.get(LAST) != TaskState.TASK_FINISHED && changes < 2 * 3) {
      Event event = WireFormat.PROTOBUF.read(connection.record(), Event.newBuilder()).build();
      switch (event.getType()) {
        case SUBSCRIBED -> {
          var tasks = event.getSubscribed().getGetState().getGetTasks();
          tasks.getTasksList().forEach(task -> put(known, task));
          tasks.getCompletedTasksList().forEach(task -> put(known, task));
        }
        case TASK_ADDED -> {
          put(known, event.getTaskAdded().getTask());
          changes++;
        }
        case TASK_UPDATED -> {
          var updated = event.getTaskUpdated();
          TaskState before =
              known.put(updated.getStatus().getTaskId().getValue(), updated.getState());
          // Every step of a task's life follows the one before it.
          assertThat(before)
              .isEqualTo(
                  updated.getState() == TaskState.TASK_RUNNING
                      ? TaskState.TASK_STAGING
                      : TaskState.TASK_RUNNING);
          changes++;
        }
        default -> {
          // nothing about tasks
        }
      }
      // Tasks are launched one after the other: no number is missing.
      for (int i = 0; i < known.size(); i++) {
        assertThat(known).containsKey("t" + i);
      }
    }
    return known.get(LAST) == TaskState.TASK_FINISHED;
  }

  private static void put(Map<String, TaskState> known, Task task) {
    assertThat(known.put(task.getTaskId().getValue(), task.getState())).isNull();
  }
}
