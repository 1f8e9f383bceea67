package dev.stadion.master.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.stadion.master.api.Connection.Answer;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.master.Call;
import dev.stadion.mesos.wire.WireFormat;
import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /api/v1} and the older forms (mesos-v1.md §13). */
class OperatorApiTest {
  private static final String PATH = "/api/v1";

  private static RunningMaster master;

  @BeforeAll
  static void start() throws Exception {
    master = RunningMaster.start();
  }

  @AfterAll
  static void stop() {
    master.close();
  }

  private static Answer call(String json, String... headers) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.post(PATH, json, headers);
    }
  }

  private static Answer send(String method, String path, String body, String... headers)
      throws Exception {
    try (Connection connection = master.connect()) {
      return connection.send(method, path, body.getBytes(UTF_8), headers);
    }
  }

  @Test
  void callsAreCheckedInTheOrderOfMesos() throws Exception {
    String health = "{\"type\":\"GET_HEALTH\"}";

    assertThat(send("GET", PATH, "").status()).isEqualTo(405);
    assertThat(send("GET", PATH, "").headers()).containsEntry("allow", "POST");
    assertThat(send("POST", PATH, health).status()).isEqualTo(400);
    assertThat(send("POST", PATH, health, "Content-Type: text/plain").status()).isEqualTo(415);
    assertThat(call("{").status()).isEqualTo(400);
    assertThat(call("{}").status()).isEqualTo(400);
    assertThat(call(health, "Accept: text/html").status()).isEqualTo(406);
    assertThat(call("{\"type\":\"UNKNOWN\"}").status()).isEqualTo(501);
    assertThat(call("{\"type\":\"SET_QUOTA\"}").status()).isEqualTo(501);
    assertThat(call("{\"type\":\"DRAIN_AGENT\"}").status()).isEqualTo(400);
    assertThat(call(health).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEALTH",
        "FLAGS",
        "VERSION",
        "METRICS",
        "LOGGING_LEVEL",
        "STATE",
        "AGENTS",
        "FRAMEWORKS",
        "EXECUTORS",
        "OPERATIONS",
        "TASKS",
        "ROLES",
        "WEIGHTS",
        "MASTER",
        "MAINTENANCE_STATUS",
        "MAINTENANCE_SCHEDULE",
        "QUOTA"
      })
  void everyReadIsAnsweredUnderItsOwnName(String what) throws Exception {
    Answer json = call("{\"type\":\"GET_" + what + "\"}");
    Answer under;
    try (Connection connection = master.connect()) {
      under = connection.post("/master/api/v1", "{\"type\":\"GET_" + what + "\"}");
    }

    assertThat(json.status()).isEqualTo(200);
    assertThat(json.headers()).containsEntry("content-type", "application/json");
    assertThat(json.body())
        .startsWith(
            "{\"type\":\"GET_" + what + "\",\"get_" + what.toLowerCase(Locale.ROOT) + "\":{");
    assertThat(under.status()).isEqualTo(200);
  }

  @Test
  void protobufIsAnsweredWithProtobufWhenThatIsAccepted() throws Exception {
    byte[] call = Call.newBuilder().setType(Call.Type.GET_HEALTH).build().toByteArray();
    try (Connection connection = master.connect()) {
      Answer answer =
          connection.send(
              "POST",
              PATH,
              call,
              "Content-Type: application/x-protobuf",
              "Accept: application/x-protobuf");

      assertThat(answer.headers()).containsEntry("content-type", "application/x-protobuf");
      assertThat(answer.body().getBytes(ISO_8859_1))
          .containsExactly(0x08, 0x01, 0x12, 0x02, 0x08, 0x01);
    }
  }

  @Test
  void theClusterIsSeenAsItIs() throws Exception {
    try (TestAgent agent = TestAgent.register(master, "seen");
        TestFramework framework = TestFramework.subscribe(master)) {
      framework.launch(agent, "t1");
      Event run = agent.next(Event.Type.RUN_TASKS);
      FrameworkID id = run.getRunTasks().getFramework().getId();
      TaskInfo task = run.getRunTasks().getTasks(0);
      agent.report(id, task, TaskState.TASK_RUNNING);

      String agents = call("{\"type\":\"GET_AGENTS\"}").body();
      assertThat(agents)
          .contains(
              "\"hostname\":\"seen\"",
              "\"active\":true",
              "\"deactivated\":false",
              "\"pid\":\"slave(1)@seen:5051\"",
              "\"allocated_resources\":[{\"name\":\"cpus\"");
      assertThat(call("{\"type\":\"GET_TASKS\"}").body())
          .contains("\"tasks\":[{\"name\":\"sleeper\"", "\"state\":\"TASK_RUNNING\"");
      assertThat(call("{\"type\":\"GET_FRAMEWORKS\"}").body())
          .contains("\"id\":{\"value\":\"" + framework.id + "\"}", "\"connected\":true");
      ByteString last = agent.report(id, task, TaskState.TASK_FINISHED);
      framework.acknowledge(agent, "t1", last);

      assertThat(call("{\"type\":\"GET_TASKS\"}").body())
          .contains("\"completed_tasks\":[{\"name\":\"sleeper\"")
          .doesNotContain("\"tasks\":[{\"name\"");
      Answer torn = call(named("TEARDOWN", "teardown", "framework_id", framework.id));
      assertThat(torn.status()).isEqualTo(200);
      assertThat(torn.headers()).doesNotContainKey("content-type");
      assertThat(call("{\"type\":\"GET_FRAMEWORKS\"}").body())
          .contains("\"completed_frameworks\":[{");
      assertThat(call(named("TEARDOWN", "teardown", "framework_id", framework.id)).status())
          .isEqualTo(400);
      assertThat(
              call(named("MARK_AGENT_GONE", "mark_agent_gone", "agent_id", agent.id.getValue()))
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void aGoneAgentIsToldSoAndTurnedAwayWhenItComesAgain() throws Exception {
    try (TestAgent agent = TestAgent.register(master, "gone")) {
      String id = agent.id.getValue();
      assertThat(call(named("MARK_AGENT_GONE", "mark_agent_gone", "agent_id", "nobody")).status())
          .isEqualTo(404);

      assertThat(call(named("MARK_AGENT_GONE", "mark_agent_gone", "agent_id", id)).status())
          .isEqualTo(200);

      assertThat(agent.next(Event.Type.REFUSED).getRefused().getMessage()).contains("gone");
      try (Connection again = master.connect()) {
        var info = AgentInfo.newBuilder().setHostname("gone").setId(agent.id);
        var subscribe =
            dev.stadion.mesos.agent.v1.Call.newBuilder()
                .setType(dev.stadion.mesos.agent.v1.Call.Type.SUBSCRIBE)
                .setAgentId(agent.id)
                .setSubscribe(
                    dev.stadion.mesos.agent.v1.Call.Subscribe.newBuilder()
                        .setAgentInfo(info)
                        .setVersion("0.1.0"));
        Answer answer =
            again.send(
                "POST",
                "/api/v1/agent",
                subscribe.build().toByteArray(),
                "Content-Type: application/x-protobuf",
                "Accept: application/x-protobuf");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(WireFormat.PROTOBUF.read(again.record(), Event.newBuilder()).build().getType())
            .isEqualTo(Event.Type.REFUSED);
      }
    }
  }

  @Test
  void aDrainReachesTheAgentWithItsGraceAndEndsInDrained() throws Exception {
    try (TestAgent agent = TestAgent.register(master, "drained");
        TestFramework framework = TestFramework.subscribe(master)) {
      framework.launch(agent, "t1");
      Event run = agent.next(Event.Type.RUN_TASKS);
      FrameworkID id = run.getRunTasks().getFramework().getId();
      TaskInfo task = run.getRunTasks().getTasks(0);
      agent.report(id, task, TaskState.TASK_RUNNING);

      assertThat(
              call("""
              {"type":"DRAIN_AGENT","drain_agent":{"agent_id":{"value":"%s"},
               "max_grace_period":{"seconds":2}}}\
              """
                      .formatted(agent.id.getValue()))
                  .status())
          .isEqualTo(200);

      Event.KillTask kill = agent.next(Event.Type.KILL_TASK).getKillTask();
      assertThat(kill.hasDrain()).isTrue();
      assertThat(kill.getDrain().getMarkGone()).isFalse();
      assertThat(kill.getKillPolicy().getGracePeriod().getNanoseconds()).isEqualTo(2_000_000_000L);
      assertThat(call("{\"type\":\"GET_AGENTS\"}").body()).contains("\"state\":\"DRAINING\"");
      ByteString last = agent.report(id, task, TaskState.TASK_KILLED);
      framework.acknowledge(agent, "t1", last);
      assertThat(call("{\"type\":\"GET_AGENTS\"}").body())
          .contains(
              "\"drain_info\":{\"state\":\"DRAINED\",\"config\":{\"max_grace_period\":"
                  + "{\"nanoseconds\":2000000000},\"mark_gone\":false}}");
      assertThat(
              call(named("REACTIVATE_AGENT", "reactivate_agent", "agent_id", agent.id.getValue()))
                  .status())
          .isEqualTo(200);
      assertThat(
              call(named("REACTIVATE_AGENT", "reactivate_agent", "agent_id", agent.id.getValue()))
                  .status())
          .isEqualTo(400);
      call(named("MARK_AGENT_GONE", "mark_agent_gone", "agent_id", agent.id.getValue()));
    }
  }

  @Test
  void maintenanceIsPlannedBegunAndEndedByTheOldEndpointsToo() throws Exception {
    String plan =
        """
        {"windows":[{"machine_ids":[{"hostname":"m1","ip":"10.0.0.1"}],
          "unavailability":{"start":{"nanoseconds":1443830400000000000},
                            "duration":{"nanoseconds":3600000000000}}}]}\
        """;
    String machines = "[{\"hostname\":\"m1\",\"ip\":\"10.0.0.1\"}]";

    assertThat(send("POST", "/maintenance/schedule", plan).status()).isEqualTo(200);
    String stored = send("GET", "/master/maintenance/schedule", "").body();
    assertThat(stored).isEqualTo(plan.replaceAll("\\s", ""));
    assertThat(call("{\"type\":\"GET_MAINTENANCE_STATUS\"}").body())
        .contains("\"draining_machines\":[{\"id\":{\"hostname\":\"m1\",\"ip\":\"10.0.0.1\"}}]");
    assertThat(send("POST", "/machine/up", machines).status()).isEqualTo(400);
    assertThat(send("POST", "/master/machine/down", machines).status()).isEqualTo(200);
    assertThat(send("GET", "/maintenance/status", "").body())
        .isEqualTo("{\"down_machines\":[{\"hostname\":\"m1\",\"ip\":\"10.0.0.1\"}]}");
    assertThat(send("GET", "/maintenance/status?jsonp=f", "").body()).startsWith("f({");
    assertThat(
            call("{\"type\":\"STOP_MAINTENANCE\",\"stop_maintenance\":{\"machines\":"
                    + machines
                    + "}}")
                .status())
        .isEqualTo(200);
    assertThat(send("GET", "/maintenance/schedule", "").body()).isEqualTo("{}");
    assertThat(send("POST", "/machine/down", "{}").status()).isEqualTo(400);
    assertThat(send("DELETE", "/machine/down", "").status()).isEqualTo(405);
  }

  @Test
  void weightsAndQuotaAreSetAndRead() throws Exception {
    assertThat(send("PUT", "/weights", "[{\"role\":\"gold\",\"weight\":2.5}]").status())
        .isEqualTo(200);
    assertThat(send("GET", "/weights", "").body())
        .isEqualTo("[{\"weight\":2.5,\"role\":\"gold\"}]");
    assertThat(send("PUT", "/weights", "[{\"role\":\"gold\",\"weight\":-1}]").status())
        .isEqualTo(400);
    assertThat(
            call("""
            {"type":"UPDATE_QUOTA","update_quota":{"quota_configs":[
              {"role":"gold","limits":{"cpus":{"value":1.5}}}]}}\
            """)
                .status())
        .isEqualTo(200);
    assertThat(call("{\"type\":\"GET_QUOTA\"}").body())
        .contains("\"configs\":[{\"role\":\"gold\",\"limits\":{\"cpus\":{\"value\":1.5}}}]");
    assertThat(call("{\"type\":\"GET_ROLES\"}").body())
        .contains("\"name\":\"gold\",\"weight\":2.5");
  }

  @Test
  void aQuotaIsRemovedByItsOldWord() throws Exception {
    assertThat(
            call("""
            {"type":"UPDATE_QUOTA","update_quota":{"quota_configs":[
              {"role":"short","limits":{"cpus":{"value":1.5}}},
              {"role":"long","limits":{"cpus":{"value":2}}}]}}\
            """)
                .status())
        .isEqualTo(200);

    Answer removed = call("{\"type\":\"REMOVE_QUOTA\",\"remove_quota\":{\"role\":\"short\"}}");

    assertThat(removed.status()).isEqualTo(200);
    assertThat(call("{\"type\":\"GET_QUOTA\"}").body())
        .contains("\"role\":\"long\"")
        .doesNotContain("\"role\":\"short\"");
    for (String role : List.of("short", "never", "a/b")) {
      Answer again =
          call("{\"type\":\"REMOVE_QUOTA\",\"remove_quota\":{\"role\":\"" + role + "\"}}");
      assertThat(again.status()).isEqualTo(400);
      assertThat(again.body())
          .isEqualTo("Failed to remove quota: Role '" + role + "' has no quota set");
    }
  }

  @Test
  void resourcesAreReservedByCallAndUnreservedByForm() throws Exception {
    try (TestAgent agent = TestAgent.register(master, "reserved")) {
      // What it begins with: nothing.
      agent.next(Event.Type.CHECKPOINT_RESOURCES);
      String cpus =
          """
          [{"name":"cpus","type":"SCALAR","scalar":{"value":%s},
            "reservations":[{"type":"DYNAMIC","role":"web"}]}]\
          """;
      String reserve =
          "{\"type\":\"RESERVE_RESOURCES\",\"reserve_resources\":{\"agent_id\":{\"value\":\"%s\"},"
              + "\"resources\":%s}}";
      String id = agent.id.getValue();

      assertThat(call(reserve.formatted(id, cpus.formatted("1"))).status()).isEqualTo(202);
      assertThat(
              agent
                  .next(Event.Type.CHECKPOINT_RESOURCES)
                  .getCheckpointResources()
                  .getResources(0)
                  .getReservations(0)
                  .getRole())
          .isEqualTo("web");
      assertThat(call(reserve.formatted(id, cpus.formatted("99"))).status()).isEqualTo(409);
      assertThat(call(reserve.formatted("nobody", cpus.formatted("1"))).status()).isEqualTo(400);
      String form = "Content-Type: application/x-www-form-urlencoded";
      String fields =
          "slaveId=" + id + "&resources=" + URLEncoder.encode(cpus.formatted("1"), UTF_8);
      assertThat(send("POST", "/unreserve", fields, form).status()).isEqualTo(202);
      assertThat(agent.next(Event.Type.CHECKPOINT_RESOURCES).getCheckpointResources())
          .isEqualTo(Event.CheckpointResources.getDefaultInstance());
      assertThat(send("POST", "/unreserve", "slaveId=" + id, form).status()).isEqualTo(400);
      call(named("MARK_AGENT_GONE", "mark_agent_gone", "agent_id", id));
    }
  }

  @Test
  void aFormTearsAFrameworkDown() throws Exception {
    try (TestFramework framework = TestFramework.subscribe(master)) {
      String form = "Content-Type: application/x-www-form-urlencoded";

      assertThat(send("POST", "/teardown", "frameworkId=nobody", form).status()).isEqualTo(400);
      assertThat(send("POST", "/teardown", "x=y", form).status()).isEqualTo(400);
      assertThat(send("POST", "/master/teardown", "frameworkId=" + framework.id, form).status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.Type.class,
      names = {
        "TEARDOWN",
        "MARK_AGENT_GONE",
        "DRAIN_AGENT",
        "DEACTIVATE_AGENT",
        "REACTIVATE_AGENT",
        "UPDATE_MAINTENANCE_SCHEDULE",
        "START_MAINTENANCE",
        "STOP_MAINTENANCE",
        "UPDATE_WEIGHTS",
        "UPDATE_QUOTA",
        "REMOVE_QUOTA",
        "RESERVE_RESOURCES",
        "UNRESERVE_RESOURCES",
        "CREATE_VOLUMES",
        "DESTROY_VOLUMES",
        "SET_LOGGING_LEVEL",
        "LIST_FILES",
        "READ_FILE"
      })
  void aCallWithoutItsMemberIsInvalid(Call.Type type) throws Exception {
    assertThat(call("{\"type\":\"" + type + "\"}").status()).isEqualTo(400);
  }

  @Test
  void theLoggingLevelCanBeRaisedForAWhile() throws Exception {
    String quiet = call("{\"type\":\"GET_LOGGING_LEVEL\"}").body();

    assertThat(
            call("""
            {"type":"SET_LOGGING_LEVEL","set_logging_level":
              {"level":1,"duration":{"nanoseconds":3600000000000}}}\
            """)
                .status())
        .isEqualTo(200);
    assertThat(call("{\"type\":\"GET_LOGGING_LEVEL\"}").body()).contains("\"level\":1");
    call(
        """
        {"type":"SET_LOGGING_LEVEL","set_logging_level":{"level":0,"duration":{"nanoseconds":1}}}\
        """);
    assertThat(call("{\"type\":\"GET_LOGGING_LEVEL\"}").body()).isEqualTo(quiet);
  }

  @Test
  void filesThatAreNotTheMastersLogAreNotThere() throws Exception {
    assertThat(call("{\"type\":\"LIST_FILES\",\"list_files\":{\"path\":\"/etc/passwd\"}}").status())
        .isEqualTo(404);
    assertThat(
            call("{\"type\":\"READ_FILE\",\"read_file\":{\"path\":\"/etc\",\"offset\":0}}")
                .status())
        .isEqualTo(404);
  }

  private static String named(String type, String member, String field, String id) {
    return "{\"type\":\"%s\",\"%s\":{\"%s\":{\"value\":\"%s\"}}}"
        .formatted(type, member, field, id);
  }
}
