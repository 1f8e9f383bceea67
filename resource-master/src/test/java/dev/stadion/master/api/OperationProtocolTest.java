package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.stadion.master.api.Connection.Answer;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.Resource;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an ACCEPT can do and how executors are spoken with, over the wire (mesos-v1.md §3). */
class OperationProtocolTest {
  private static final String PATH = "/api/v1/scheduler";
  private static final String SUBSCRIBE =
      """
      {"type":"SUBSCRIBE","subscribe":{"framework_info":
        {"user":"svc","name":"test","roles":["web"],"failover_timeout":60.0,"principal":"mng",
         "capabilities":[{"type":"MULTI_ROLE"},{"type":"RESERVATION_REFINEMENT"}]}}}\
      """;
  private static final String RESERVATIONS =
      "\"reservations\":[{\"type\":\"DYNAMIC\",\"role\":\"web\",\"principal\":\"mng\"}]";
  private static final String DISK =
      "{\"name\":\"disk\",\"type\":\"SCALAR\",\"scalar\":{\"value\":512}," + RESERVATIONS + "}";
  private static final String VOLUME =
      "{\"name\":\"disk\",\"type\":\"SCALAR\",\"scalar\":{\"value\":512},"
          + RESERVATIONS
          + ",\"disk\":{\"persistence\":{\"id\":\"vol-1\",\"principal\":\"mng\"},"
          + "\"volume\":{\"container_path\":\"data\",\"mode\":\"RW\"}}}";
  private static final String SMALL =
      "{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":0.5}},"
          + "{\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":64}}";

  private static RunningMaster master;
  private Connection stream;
  private String streamId;
  private String framework;
  private TestAgent agent;
  private String offer;

  @BeforeAll
  static void start() throws Exception {
    master = RunningMaster.start();
  }

  @AfterAll
  static void stop() {
    master.close();
  }

  @BeforeEach
  void subscribe() throws Exception {
    stream = master.connect();
    streamId = stream.post(PATH, SUBSCRIBE).headers().get("mesos-stream-id");
    framework =
        stream
            .event("SUBSCRIBED")
            .replaceAll(".*\"framework_id\":\\{\"value\":\"([^\"]+)\".*", "$1");
    agent = TestAgent.register(master, "a-" + framework);
    // The agent of the test before may still be there for a moment.
    String offers = stream.event("OFFERS");
    while (!offers.contains("a-" + framework)) {
      offers = stream.event("OFFERS");
    }
    offer =
        offers.replaceAll(".*\"offers\":\\[\\{[^\\[]*?\"id\":\\{\"value\":\"([^\"]+)\".*", "$1");
  }

  @AfterEach
  void leave() throws Exception {
    call("TEARDOWN", "");
    stream.close();
    agent.close();
  }

  @Test
  void aVolumeIsMadeAndUsedInOneAccept() throws Exception {
    accept(
        operation("RESERVE", "r-1", "\"resources\":[" + DISK + "]"),
        operation("CREATE", "c-1", "\"volumes\":[" + VOLUME + "]"),
        "{\"type\":\"LAUNCH\",\"launch\":{\"task_infos\":["
            + task("db.1", SMALL + "," + VOLUME, ",\"command\":{\"value\":\"true\"}")
            + "]}}");

    assertThat(stream.event("UPDATE_OPERATION_STATUS"))
        .contains("\"operation_id\":{\"value\":\"r-1\"}", "\"state\":\"OPERATION_FINISHED\"")
        .contains("\"converted_resources\":[{", "\"allocation_info\":{\"role\":\"web\"}");
    assertThat(stream.event("UPDATE_OPERATION_STATUS"))
        .contains("\"operation_id\":{\"value\":\"c-1\"}", "\"id\":\"vol-1\"")
        .doesNotContain("\"uuid\"");
    Event checkpoint = agent.next(Event.Type.CHECKPOINT_RESOURCES);
    assertThat(checkpoint.getCheckpointResources().getResourcesList()).isEmpty();
    checkpoint = agent.next(Event.Type.CHECKPOINT_RESOURCES);
    assertThat(checkpoint.getCheckpointResources().getResourcesList())
        .singleElement()
        .extracting(resource -> resource.getDisk().getPersistence().getId())
        .isEqualTo("vol-1");
    Event run = agent.next(Event.Type.RUN_TASKS);
    assertThat(run.getRunTasks().getTasks(0).getResourcesList())
        .anyMatch(Resource::hasDisk)
        .allMatch(resource -> resource.getAllocationInfo().getRole().equals("web"));
    assertThat(state()).contains("\"disk\":512.0");
  }

  @Test
  void aGroupReachesItsAgentAsAWhole() throws Exception {
    accept(
        "{\"type\":\"LAUNCH_GROUP\",\"launch_group\":{\"executor\":"
            + "{\"type\":\"DEFAULT\",\"executor_id\":{\"value\":\"pod\"},\"resources\":["
            + SMALL
            + "]},\"task_group\":{\"tasks\":["
            + task("g.1", SMALL, ",\"command\":{\"value\":\"true\"}")
            + ","
            + task("g.2", SMALL, ",\"command\":{\"value\":\"true\"}")
            + "]}}}");

    Event.RunTaskGroup group = agent.next(Event.Type.RUN_TASK_GROUP).getRunTaskGroup();
    assertThat(group.getExecutor().getFrameworkId().getValue()).isEqualTo(framework);
    assertThat(group.getExecutor().getResourcesList())
        .allMatch(resource -> resource.getAllocationInfo().getRole().equals("web"));
    assertThat(group.getTaskGroup().getTasksList())
        .extracting(task -> task.getTaskId().getValue())
        .containsExactly("g.1", "g.2");
    assertThat(group.getTaskGroup().getTasksList()).noneMatch(task -> task.hasExecutor());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"executor_id\":{\"value\":\"pod\"}}",
        "{\"type\":\"DEFAULT\",\"executor_id\":{\"value\":\"pod\"},\"command\":{\"value\":\"x\"}}",
        "{\"type\":\"CUSTOM\",\"executor_id\":{\"value\":\"pod\"}}",
        "{\"type\":\"DEFAULT\",\"executor_id\":{\"value\":\"a/b\"}}",
        "{\"type\":\"DEFAULT\",\"executor_id\":{\"value\":\"pod\"},"
            + "\"container\":{\"type\":\"DOCKER\"}}",
        "{\"type\":\"DEFAULT\",\"executor_id\":{\"value\":\"pod\"},"
            + "\"framework_id\":{\"value\":\"other\"}}"
      })
  void aGroupWithABadExecutorIsRefused(String executor) throws Exception {
    accept(
        "{\"type\":\"LAUNCH_GROUP\",\"launch_group\":{\"executor\":"
            + executor
            + ",\"task_group\":{\"tasks\":["
            + task("g.1", SMALL, ",\"command\":{\"value\":\"true\"}")
            + "]}}}");

    assertThat(stream.event("UPDATE")).contains("\"TASK_ERROR\"", "\"REASON_TASK_GROUP_INVALID\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"kill_policy\":{\"grace_period\":{\"nanoseconds\":-1}}'|kill_policy.grace_period",
        "'\"max_completion_time\":{\"nanoseconds\":-1}'|max_completion_time",
        "'\"health_check\":{\"type\":\"HTTP\"}'|Expecting 'http' to be set",
        "'\"health_check\":{\"type\":\"TCP\",\"tcp\":{\"port\":1},\"delay_seconds\":-1}'"
            + "|Expecting 'delay_seconds' to be non-negative",
        "'\"check\":{\"command\":{\"command\":{\"value\":\"true\"}}}'"
            + "|CheckInfo must specify 'type'",
        "'\"limits\":{\"disk\":{\"value\":1}}'|cpus and mem",
        "'\"limits\":{\"cpus\":{\"value\":0.1}}'|below its request",
        "'\"executor\":{\"executor_id\":{\"value\":\"e\"},\"command\":{\"value\":\"x\"}}'"
            + "|exactly one of 'command' and 'executor'"
      })
  void aTaskThatBreaksARuleIsTold(String broken, String message) throws Exception {
    accept(
        "{\"type\":\"LAUNCH\",\"launch\":{\"task_infos\":["
            + task("t.1", SMALL, ",\"command\":{\"value\":\"true\"}," + broken)
            + "]}}");

    assertThat(stream.event("UPDATE"))
        .contains("\"TASK_ERROR\"", "\"REASON_TASK_INVALID\"", "\"SOURCE_MASTER\"", message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GROW_VOLUME", "CREATE_DISK"})
  void whatThisMasterCannotDoIsAnsweredIfAsked(String type) throws Exception {
    accept("{\"type\":\"" + type + "\",\"id\":{\"value\":\"op\"}}");

    assertThat(stream.event("UPDATE_OPERATION_STATUS"))
        .contains("\"OPERATION_ERROR\"", "does not perform " + type);
  }

  @Test
  void executorsAreSpokenWithAndTheirEndIsTold() throws Exception {
    String place =
        "{\"agent_id\":{\"value\":\""
            + agent.id.getValue()
            + "\"},\"executor_id\":{\"value\":\"e1\"}";
    assertThat(call("MESSAGE", ",\"message\":" + place + ",\"data\":\"aGVsbG8=\"}").status())
        .isEqualTo(202);
    assertThat(agent.next(Event.Type.MESSAGE).getMessage().getData().toStringUtf8())
        .isEqualTo("hello");
    assertThat(call("SHUTDOWN", ",\"shutdown\":" + place + "}").status()).isEqualTo(202);
    assertThat(agent.next(Event.Type.SHUTDOWN_EXECUTOR).getShutdownExecutor().getExecutorId())
        .isEqualTo(ExecutorID.newBuilder().setValue("e1").build());

    accept(
        "{\"type\":\"LAUNCH\",\"launch\":{\"task_infos\":["
            + task(
                "t.1",
                SMALL,
                ",\"executor\":{\"executor_id\":{\"value\":\"e1\"},"
                    + "\"command\":{\"value\":\"x\"}}")
            + "]}}");
    assertThat(agent.next(Event.Type.RUN_TASKS).getRunTasks().getTasks(0).getExecutor())
        .extracting(executor -> executor.getFrameworkId().getValue())
        .isEqualTo(framework);
    agent.post(
        fromAgent(Call.Type.MESSAGE)
            .setMessage(
                Call.FrameworkMessage.newBuilder()
                    .setFrameworkId(frameworkId())
                    .setExecutorId(ExecutorID.newBuilder().setValue("e1"))
                    .setData(ByteString.copyFromUtf8("hello")))
            .build());
    assertThat(stream.event("MESSAGE")).contains("\"data\":\"aGVsbG8=\"", "\"e1\"");
    agent.post(
        fromAgent(Call.Type.EXECUTOR_TERMINATED)
            .setExecutorTerminated(
                Call.ExecutorTerminated.newBuilder()
                    .setFrameworkId(frameworkId())
                    .setExecutorId(ExecutorID.newBuilder().setValue("e1"))
                    .setStatus(256))
            .build());
    assertThat(stream.event("FAILURE")).contains("\"status\":256", "\"e1\"");
  }

  /** The rows of mesos-v1.md §3.1. */
  @ParameterizedTest
  @CsvSource({
    "ACCEPT,accept",
    "DECLINE,decline",
    "ACCEPT_INVERSE_OFFERS,accept_inverse_offers",
    "DECLINE_INVERSE_OFFERS,decline_inverse_offers",
    "KILL,kill",
    "SHUTDOWN,shutdown",
    "ACKNOWLEDGE,acknowledge",
    "ACKNOWLEDGE_OPERATION_STATUS,acknowledge_operation_status",
    "RECONCILE,reconcile",
    "RECONCILE_OPERATIONS,reconcile_operations",
    "MESSAGE,message",
    "REQUEST,request",
    "UPDATE_FRAMEWORK,update_framework"
  })
  void aCallWithoutItsMemberIsRefused(String type, String member) throws Exception {
    Answer answer = call(type, "");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("Expecting '" + member + "' to be present");
  }

  @Test
  void anAcknowledgementOfAnOperationHasAWholeUuid() throws Exception {
    String rest = ",\"operation_id\":{\"value\":\"o\"},\"agent_id\":{\"value\":\"a\"}}";

    assertThat(
            call(
                    "ACKNOWLEDGE_OPERATION_STATUS",
                    ",\"acknowledge_operation_status\":{\"uuid\":\"AAAA\"" + rest)
                .status())
        .isEqualTo(400);
    assertThat(
            call(
                    "ACKNOWLEDGE_OPERATION_STATUS",
                    ",\"acknowledge_operation_status\":{\"uuid\":\"4sQ2b0mXQ0+pJj0c2m1Kxg==\""
                        + rest)
                .status())
        .isEqualTo(202);
    assertThat(
            call(
                    "RECONCILE_OPERATIONS",
                    ",\"reconcile_operations\":{\"operations\":"
                        + "[{\"operation_id\":{\"value\":\"o\"}}]}")
                .status())
        .isEqualTo(202);
    assertThat(stream.event("UPDATE_OPERATION_STATUS")).contains("\"OPERATION_UNKNOWN\"");
  }

  private void accept(String... operations) throws Exception {
    Answer answer =
        call(
            "ACCEPT",
            ",\"accept\":{\"offer_ids\":[{\"value\":\""
                + offer
                + "\"}],\"operations\":["
                + String.join(",", operations)
                + "]}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
  }

  private Answer call(String type, String member) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.post(
          PATH,
          "{\"type\":\""
              + type
              + "\",\"framework_id\":{\"value\":\""
              + framework
              + "\"}"
              + member
              + "}",
          "Mesos-Stream-Id: " + streamId);
    }
  }

  private static String operation(String type, String id, String content) {
    return "{\"type\":\""
        + type
        + "\",\"id\":{\"value\":\""
        + id
        + "\"},\""
        + type.toLowerCase(Locale.ROOT)
        + "\":{"
        + content
        + "}}";
  }

  private String task(String id, String resources, String rest) {
    return "{\"name\":\"t\",\"task_id\":{\"value\":\""
        + id
        + "\"},\"agent_id\":{\"value\":\""
        + agent.id.getValue()
        + "\"},\"resources\":["
        + resources
        + "]"
        + rest
        + "}";
  }

  private Call.Builder fromAgent(Call.Type type) {
    return Call.newBuilder().setType(type).setAgentId(agent.id);
  }

  private FrameworkID frameworkId() {
    return FrameworkID.newBuilder().setValue(framework).build();
  }

  private static String state() throws Exception {
    try (Connection connection = master.connect()) {
      return connection.send("GET", "/state").body();
    }
  }
}
