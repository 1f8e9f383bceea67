package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.master.api.Connection.Answer;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.TaskState;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the documents say of executors, drains, frameworks that left, and on a standby. */
class DocumentsOverTimeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static TestDatabase database;
  private static RunningMaster master;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.fresh();
    master = RunningMaster.start(database, "");
  }

  @AfterAll
  static void stop() {
    master.close();
  }

  private static Answer get(RunningMaster from, String path) throws Exception {
    try (Connection connection = from.connect()) {
      return connection.send("GET", path);
    }
  }

  private static JsonNode read(String path) throws Exception {
    return JSON.readTree(get(master, path).body());
  }

  private static void operate(String json) throws Exception {
    try (Connection connection = master.connect()) {
      assertThat(connection.post("/api/v1", json).status()).isEqualTo(200);
    }
  }

  @Test
  void anExecutorIsShownUntilItsFrameworkLeavesAndTheTasksStay() throws Exception {
    try (TestAgent agent = TestAgent.register(master, "executors");
        TestFramework framework = TestFramework.subscribe(master)) {
      launchWithExecutor(framework, agent);
      Event run = agent.next(Event.Type.RUN_TASKS);
      FrameworkID id = run.getRunTasks().getFramework().getId();
      agent.report(id, run.getRunTasks().getTasks(0), TaskState.TASK_RUNNING);

      JsonNode found = read("/frameworks?framework_id=" + framework.id).at("/frameworks/0");
      assertThat(found.at("/executors/0").toString())
          .isEqualTo(
              "{\"executor_id\":\"e1\",\"name\":\"mine\",\"framework_id\":\""
                  + framework.id
                  + "\",\"command\":{\"value\":\"./run\",\"argv\":[\"-v\"],\"uris\":[{\"value\":"
                  + "\"http://x/y\",\"executable\":true}]},\"resources\":{\"cpus\":0.1,"
                  + "\"disk\":0.0,\"gpus\":0.0,\"mem\":0.0},\"role\":\"*\",\"type\":\"CUSTOM\","
                  + "\"slave_id\":\""
                  + agent.id.getValue()
                  + "\"}");
      assertThat(found.at("/tasks/0/executor_id").asText()).isEqualTo("e1");

      operate(
          "{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":{\"value\":\"%s\"}}}"
              .formatted(framework.id));

      JsonNode all = read("/frameworks?framework_id=" + framework.id);
      assertThat(all.get("frameworks")).isEmpty();
      JsonNode completed = all.at("/completed_frameworks/0");
      assertThat(completed.at("/completed_tasks/0/state").asText()).isEqualTo("TASK_KILLED");
      assertThat(completed.get("unregistered_time").asDouble()).isPositive();
      assertThat(completed.at("/used_resources/cpus").asDouble()).isZero();
    }
  }

  private static void launchWithExecutor(TestFramework framework, TestAgent agent)
      throws Exception {
    String offers = framework.stream.event("OFFERS");
    while (!offers.contains(agent.id.getValue())) {
      offers = framework.stream.event("OFFERS");
    }
    framework.call(
        """
        {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],
         "operations":[{"type":"LAUNCH","launch":{"task_infos":[
           {"name":"t","task_id":{"value":"t"},"agent_id":{"value":"%s"},
            "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5}}],
            "executor":{"type":"CUSTOM","executor_id":{"value":"e1"},"name":"mine",
              "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.1}}],
              "command":{"value":"./run","arguments":["-v"],
                "uris":[{"value":"http://x/y","executable":true}]}}}]}}]}}
        """
            .formatted(framework.id, offerOf(offers, agent), agent.id.getValue()));
  }

  private static String offerOf(String offers, TestAgent agent) throws Exception {
    for (JsonNode offer : JSON.readTree(offers).at("/offers/offers")) {
      if (offer.at("/agent_id/value").asText().equals(agent.id.getValue())) {
        return offer.at("/id/value").asText();
      }
    }
    throw new AssertionError("no offer of the agent in " + offers);
  }

  @Test
  void aDrainIsShown() throws Exception {
    try (TestAgent agent = TestAgent.register(master, "drained")) {
      operate(
          "{\"type\":\"DRAIN_AGENT\",\"drain_agent\":{\"agent_id\":{\"value\":\"%s\"}}}"
              .formatted(agent.id.getValue()));

      JsonNode slave = read("/slaves?slave_id=" + agent.id.getValue()).at("/slaves/0");
      assertThat(slave.get("deactivated").asBoolean()).isTrue();
      assertThat(slave.get("active").asBoolean()).isFalse();
      assertThat(slave.at("/drain_info/state").asText()).isEqualTo("DRAINED");
      assertThat(slave.get("estimated_drain_start_time_seconds").isDouble()).isTrue();
    }
  }

  @Test
  void aStandbyLeadsReadersToTheLeaderButSpeaksForItself() throws Exception {
    try (RunningMaster standby = RunningMaster.follow(database)) {
      String leader = "//127.0.0.1:" + master.port();
      for (String path :
          List.of(
              "/state",
              "/master/state.json",
              "/state-summary",
              "/slaves?slave_id=a",
              "/frameworks/",
              "/tasks?limit=-1&order=asc",
              "/roles?jsonp=cb",
              "/quota",
              "/weights",
              "/maintenance/schedule",
              "/master/maintenance/status")) {
        Answer answer = get(standby, path);
        assertThat(answer.status()).as(path).isEqualTo(307);
        assertThat(answer.headers()).containsEntry("location", leader + path);
      }
      for (String path : List.of("/api/v1/scheduler", "/master/api/v1/scheduler", "/api/v1")) {
        try (Connection connection = standby.connect()) {
          // Where the leader is comes before everything that may be wrong with the request (§1.5).
          Answer call = connection.post(path, "{\"type\":\"GET_HEALTH\"}");
          Answer read = connection.send("GET", path);
          assertThat(List.of(call.status(), read.status())).as(path).containsOnly(307);
          assertThat(call.headers()).containsEntry("location", leader + path);
        }
      }
      assertThat(get(standby, "/redirect").headers()).containsEntry("location", leader);
      for (String path : List.of("/health", "/version", "/flags")) {
        assertThat(get(standby, path).status()).as(path).isEqualTo(200);
      }
      JsonNode metrics = JSON.readTree(get(standby, "/metrics/snapshot").body());
      assertThat(metrics.get("master/elected").asDouble()).isZero();
      assertThat(metrics.get("master/uptime_secs").asDouble()).isPositive();
      assertThat(metrics.has("master/task_killed")).isFalse();
      assertThat(metrics.has("master/tasks_killed")).isTrue();
    }
  }
}
