package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.stadion.dropwizard.testing.HttpBarrage;
import dev.stadion.dropwizard.testing.MalformedRequests;
import dev.stadion.dropwizard.testing.Sample;
import dev.stadion.dropwizard.testing.TableDigest;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.scheduler.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bad input of every kind: refused, and nothing has changed (promises.md P14, §6). */
class FuzzTest {
  private static final long SEED = 20_000;
  private static final int REQUESTS = 20_000;
  private static final String SCHEDULER = "/api/v1/scheduler";
  private static final String STREAM = "Mesos-Stream-Id: 7f000001-0000-4000-8000-000000000000";

  @Test
  void twentyThousandMalformedRequestsAreRefusedAndChangeNothing() throws Exception {
    TestDatabase database = TestDatabase.fresh();
    try (RunningMaster master = RunningMaster.start(database, "");
        var tables = new TableDigest(database, "master", Set.of("audit", "audit_head"))) {
      String before = tables.take();
      var requests = new MalformedRequests(SEED, samples());

      HttpBarrage barrage = fire(master.port(), requests);

      assertThat(barrage.faults()).as("seed %s", SEED).isEmpty();
      assertThat(barrage.counts().get(400)).isGreaterThan(REQUESTS / 4);
      assertThat(tables.take()).isEqualTo(before);
      // It serves as before.
      try (Connection connection = master.connect()) {
        assertThat(connection.send("GET", "/health").status()).isEqualTo(200);
        assertThat(connection.send("GET", "/slaves").body()).contains("\"slaves\":[]");
      }
    }
  }

  private static HttpBarrage fire(int port, MalformedRequests requests) throws Exception {
    try (var barrage = new HttpBarrage(port)) {
      for (int i = 0; i < REQUESTS; i++) {
        barrage.send(requests.next());
      }
      return barrage;
    }
  }

  /**
   * None of them changes anything when it arrives whole: its framework or its agent is unknown. The
   * SUBSCRIBE is wrong twice, in its head and in its body, as only one of them is damaged.
   */
  private static List<Sample> samples() {
    var samples = new ArrayList<Sample>();
    for (String path :
        List.of(
            "/state", "/slaves", "/frameworks", "/tasks?limit=1&offset=0", "/roles", "/redirect")) {
      samples.add(Sample.get(path));
    }
    samples.add(
        Sample.json(
            SCHEDULER,
            """
            {"type":"ACCEPT","framework_id":{"value":"F"},"accept":{"offer_ids":[{"value":"O"}],
             "operations":[{"type":"LAUNCH","launch":{"task_infos":[{"name":"t","task_id":
             {"value":"t.1"},"agent_id":{"value":"S0"},"resources":[{"name":"cpus","type":"SCALAR",
             "scalar":{"value":0.5}}],"command":{"value":"true","environment":{"variables":
             [{"name":"A","value":"B"}]}}}]}}],"filters":{"refuse_seconds":5.0}}}\
            """,
            STREAM));
    samples.add(
        Sample.json(
            SCHEDULER,
            """
            {"type":"SUBSCRIBE","framework_id":{"value":"F"},"subscribe":{"framework_info":{"user":"u","name":"n","roles":["r"],
             "failover_timeout":60.0,"capabilities":[{"type":"MULTI_ROLE"}]}}}\
            """,
            STREAM));
    samples.add(
        Sample.json(
            SCHEDULER,
            """
            {"type":"RECONCILE","framework_id":{"value":"F"},"reconcile":{"tasks":[{"task_id":
             {"value":"t"},"agent_id":{"value":"S0"}}]}}\
            """,
            STREAM));
    for (Call call : calls()) {
      samples.add(Sample.protobuf(SCHEDULER, call.toByteArray(), STREAM));
    }
    samples.add(Sample.json("/api/v1", "{\"type\":\"GET_VERSION\"}"));
    samples.add(
        Sample.json(
            "/api/v1",
            "{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":{\"value\":\"F\"}}}"));
    samples.add(
        Sample.json(
            "/api/v1",
            """
            {"type":"DRAIN_AGENT","drain_agent":{"agent_id":{"value":"S0"},"max_grace_period":
             {"seconds":30,"nanos":5},"mark_gone":true}}\
            """));
    samples.add(
        Sample.json(
            "/api/v1",
            """
            {"type":"START_MAINTENANCE","start_maintenance":{"machines":[{"hostname":"h1",
             "ip":"10.0.0.1"}]}}\
            """));
    samples.add(Sample.json("/machine/down", "[{\"hostname\":\"h1\",\"ip\":\"10.0.0.1\"}]"));
    samples.add(Sample.json("/maintenance/schedule", "{\"windows\":[{\"machine_ids\":[]}]}"));
    samples.add(
        Sample.json(
            "/api/v1/agent",
            """
            {"type":"UPDATE","agent_id":{"value":"S0"},"updates":{"updates":[{"framework_id":
             {"value":"F"},"latest_state":"TASK_RUNNING","status":{"task_id":{"value":"t"},
             "state":"TASK_RUNNING","uuid":"AAAAAAAAAAAAAAAAAAAAAA=="}}]}}\
            """,
            "Stadion-Stream-Id: none"));
    return samples;
  }

  private static List<Call> calls() {
    Call call =
        Call.newBuilder().setFrameworkId(FrameworkID.newBuilder().setValue("F")).buildPartial();
    AgentID agent = AgentID.newBuilder().setValue("S0").build();
    TaskID task = TaskID.newBuilder().setValue("t").build();
    Call.Builder acknowledge = call.toBuilder().setType(Call.Type.ACKNOWLEDGE);
    acknowledge
        .getAcknowledgeBuilder()
        .setAgentId(agent)
        .setTaskId(task)
        .setUuid(ByteString.copyFrom(new byte[16]));
    Call.Builder kill = call.toBuilder().setType(Call.Type.KILL);
    kill.getKillBuilder().setTaskId(task).setAgentId(agent);
    Call.Builder update = call.toBuilder().setType(Call.Type.UPDATE_FRAMEWORK);
    update
        .getUpdateFrameworkBuilder()
        .setFrameworkInfo(
            FrameworkInfo.newBuilder()
                .setUser("u")
                .setName("n")
                .setId(FrameworkID.newBuilder().setValue("F")));
    return List.of(acknowledge.build(), kill.build(), update.build());
  }
}
