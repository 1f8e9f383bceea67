package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.master.api.Connection.Answer;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** A whole session as one would hold it with curl. */
class SessionTest {
  private static final String PATH = "/api/v1/scheduler";
  private static final String SUBSCRIBE =
      """
      {"type":"SUBSCRIBE","subscribe":{"framework_info":
        {"user":"svc","name":"by hand","failover_timeout":3600.0}}}\
      """;

  @Test
  void subscribeSeeAnOfferLaunchSeeItRunAcknowledgeAndKill() throws Exception {
    try (RunningMaster master = RunningMaster.start();
        TestAgent agent = TestAgent.register(master, "a1");
        Connection stream = master.connect()) {
      Answer subscribed = stream.post(PATH, SUBSCRIBE);
      String streamId = subscribed.headers().get("mesos-stream-id");
      String framework = value(stream.event("SUBSCRIBED"), "framework_id");
      String offers = stream.event("OFFERS");
      assertThat(offers)
          .contains("\"name\":\"cpus\"", "\"role\":\"*\"", "\"hostname\":\"a1\"", "\"/slave(1)\"")
          .doesNotContain("allocation_info");

      String accept =
          """
          {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],
           "operations":[{"type":"LAUNCH","launch":{"task_infos":[
             {"name":"sleeper","task_id":{"value":"t1"},"agent_id":{"value":"%s"},
              "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5}},
                           {"name":"mem","type":"SCALAR","scalar":{"value":64}}],
              "command":{"value":"sleep 60"}}]}}]}}\
          """
              .formatted(framework, value(offers, "id"), agent.id.getValue());
      assertThat(post(master, streamId, accept)).isEqualTo(202);

      Event run = agent.next(Event.Type.RUN_TASKS);
      assertThat(run.getEpoch()).isPositive();
      FrameworkID frameworkId = run.getRunTasks().getFramework().getId();
      assertThat(frameworkId.getValue()).isEqualTo(framework);
      TaskInfo task = run.getRunTasks().getTasks(0);
      assertThat(task.getCommand().getValue()).isEqualTo("sleep 60");
      ByteString uuid = agent.report(frameworkId, task, TaskState.TASK_RUNNING);

      String update = stream.event("UPDATE");
      assertThat(update)
          .contains(
              "\"TASK_RUNNING\"",
              "\"SOURCE_EXECUTOR\"",
              Base64.getEncoder().encodeToString(uuid.toByteArray()));
      assertThat(post(master, streamId, acknowledge(framework, agent, uuid))).isEqualTo(202);
      assertThat(
              agent.next(Event.Type.ACKNOWLEDGE).getAcknowledge().getAcknowledgements(0).getUuid())
          .isEqualTo(uuid);

      assertThat(get(master, "/master/state"))
          .contains("\"state\":\"TASK_RUNNING\"", "\"leader\":\"master@127.0.0.1:");
      assertThat(get(master, "/tasks")).contains("\"id\":\"t1\"");
      assertThat(get(master, "/slaves")).contains("\"used_resources\":{\"cpus\":0.5");
      assertThat(get(master, "/metrics/snapshot")).contains("\"master/tasks_running\":1");

      assertThat(post(master, streamId, kill(framework))).isEqualTo(202);
      Event.KillTask kill = agent.next(Event.Type.KILL_TASK).getKillTask();
      assertThat(kill.getKillPolicy().getGracePeriod().getNanoseconds()).isEqualTo(3_000_000_000L);
      ByteString last = agent.report(frameworkId, task, TaskState.TASK_KILLED);
      assertThat(stream.event("UPDATE")).contains("TASK_KILLED");
      post(master, streamId, acknowledge(framework, agent, last));

      assertThat(get(master, "/tasks")).contains("\"id\":\"t1\"", "\"state\":\"TASK_KILLED\"");
    }
  }

  @Test
  void whatWasAcceptedSurvivesTheMaster() throws Exception {
    TestDatabase database = TestDatabase.fresh();
    String framework;
    try (RunningMaster master = RunningMaster.start(database, "");
        TestAgent agent = TestAgent.register(master, "a1");
        Connection stream = master.connect()) {
      String streamId = stream.post(PATH, SUBSCRIBE).headers().get("mesos-stream-id");
      framework = value(stream.event("SUBSCRIBED"), "framework_id");
      String offers = stream.event("OFFERS");
      String accept =
          """
          {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],
           "operations":[{"type":"LAUNCH","launch":{"task_infos":[
             {"name":"t","task_id":{"value":"t1"},"agent_id":{"value":"%s"},
              "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5}}],
              "command":{"value":"true"}}]}}]}}\
          """
              .formatted(framework, value(offers, "id"), agent.id.getValue());
      assertThat(post(master, streamId, accept)).isEqualTo(202);
    }

    try (RunningMaster master = RunningMaster.start(database, "");
        Connection stream = master.connect()) {
      String again =
          """
          {"type":"SUBSCRIBE","framework_id":{"value":"%1$s"},"subscribe":{"framework_info":
            {"user":"svc","name":"by hand","id":{"value":"%1$s"},"failover_timeout":3600.0}}}\
          """
              .formatted(framework);
      String streamId = stream.post(PATH, again).headers().get("mesos-stream-id");
      assertThat(value(stream.event("SUBSCRIBED"), "framework_id")).isEqualTo(framework);
      post(
          master,
          streamId,
          "{\"type\":\"RECONCILE\",\"framework_id\":{\"value\":\"%s\"},\"reconcile\":{}}"
              .formatted(framework));

      assertThat(stream.event("UPDATE"))
          .contains("\"t1\"", "TASK_STAGING", "REASON_RECONCILIATION")
          .doesNotContain("uuid");
      assertThat(get(master, "/slaves")).contains("\"recovered_slaves\":[{");
    }
  }

  @Test
  void aReaderThatDoesNotKeepUpIsCut() throws Exception {
    try (RunningMaster master = RunningMaster.start(TestDatabase.fresh(), "streamBuffer: 64KiB");
        Connection stream = master.connect()) {
      String streamId = stream.post(PATH, SUBSCRIBE).headers().get("mesos-stream-id");
      String framework = value(stream.event("SUBSCRIBED"), "framework_id");
      var tasks = new StringBuilder();
      for (int i = 0; i < 3_000; i++) {
        tasks
            .append(i == 0 ? "" : ",")
            .append("{\"task_id\":{\"value\":\"t")
            .append(i)
            .append("\"}}");
      }
      String reconcile =
          "{\"type\":\"RECONCILE\",\"framework_id\":{\"value\":\"%s\"},\"reconcile\":{\"tasks\":[%s]}}"
              .formatted(framework, tasks);

      int status = 202;
      for (int i = 0; i < 200 && status == 202; i++) {
        status = post(master, streamId, reconcile);
      }

      assertThat(status).isEqualTo(403);
    }
  }

  private static String acknowledge(String framework, TestAgent agent, ByteString uuid) {
    return """
    {"type":"ACKNOWLEDGE","framework_id":{"value":"%s"},"acknowledge":{"agent_id":{"value":"%s"},
     "task_id":{"value":"t1"},"uuid":"%s"}}\
    """
        .formatted(
            framework, agent.id.getValue(), Base64.getEncoder().encodeToString(uuid.toByteArray()));
  }

  private static String kill(String framework) {
    return """
    {"type":"KILL","framework_id":{"value":"%s"},"kill":{"task_id":{"value":"t1"},
     "kill_policy":{"grace_period":{"nanoseconds":3000000000}}}}\
    """
        .formatted(framework);
  }

  private static int post(RunningMaster master, String stream, String json) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.post(PATH, json, "Mesos-Stream-Id: " + stream).status();
    }
  }

  private static String get(RunningMaster master, String path) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.send("GET", path).body();
    }
  }

  /** The value of the first id object under {@code name}. */
  private static String value(String json, String name) {
    return json.replaceFirst(".*?\"" + name + "\":\\{\"value\":\"([^\"]+)\".*", "$1");
  }
}
