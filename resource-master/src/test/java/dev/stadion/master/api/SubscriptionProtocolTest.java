package dev.stadion.master.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.master.api.Connection.Answer;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import java.io.EOFException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Media types, first subscriptions and take-overs on the wire (mesos-v1.md §1.2, §1.4, §5). */
class SubscriptionProtocolTest {
  private static final String PATH = "/api/v1/scheduler";
  private static final String INFO = "\"user\":\"svc\",\"name\":\"n\",\"failover_timeout\":600.0";

  private static RunningMaster master;

  @BeforeAll
  static void start() throws Exception {
    master = RunningMaster.start();
  }

  @AfterAll
  static void stop() {
    master.close();
  }

  private static String first(String info) {
    return "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{" + info + "}}}";
  }

  /**
   * @param more members of {@code subscribe}, each with a comma before it
   */
  private static String again(String id, String info, String more) {
    return """
    {"type":"SUBSCRIBE","framework_id":{"value":"%1$s"},"subscribe":{"framework_info":{%2$s,
     "id":{"value":"%1$s"}}%3$s}}\
    """
        .formatted(id, info, more);
  }

  private static String call(String type, String framework, String member) {
    return "{\"type\":\"%s\",\"framework_id\":{\"value\":\"%s\"}%s}"
        .formatted(type, framework, member);
  }

  private static Answer post(String json, String... headers) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.post(PATH, json, headers);
    }
  }

  private static String id(String subscribed) {
    return TestFramework.value(subscribed, "framework_id");
  }

  @ParameterizedTest(name = "{0} with Accept {1} is answered {2} {3}")
  @CsvSource({
    "application/json, , 200, application/json",
    "application/json, '', 200, application/json",
    "application/json, */*, 200, application/json",
    "application/json, application/*, 200, application/json",
    "application/json, application/json, 200, application/json",
    "application/json, APPLICATION/JSON, 200, application/json",
    "application/json, 'application/json;charset=utf-8', 200, application/json",
    "application/json, application/x-protobuf, 200, application/x-protobuf",
    "application/json, 'application/x-protobuf, application/json', 200, application/json",
    "application/json, 'text/html, application/x-protobuf', 200, application/x-protobuf",
    "application/json, 'text/html, */*;q=0.1', 200, application/json",
    "application/json, 'application/json;q=0, application/x-protobuf', 200, application/x-protobuf",
    "application/json;charset=UTF-8, application/json, 200, application/json",
    "Application/JSON, , 200, application/json",
    "application/x-protobuf, , 200, application/json",
    "application/x-protobuf, application/json, 200, application/json",
    "application/x-protobuf, application/x-protobuf, 200, application/x-protobuf",
    "application/json, text/html, 406, text/plain",
    "application/json, application/recordio, 406, text/plain",
    "application/x-protobuf, text/*, 406, text/plain",
    "application/recordio, application/json, 415, text/plain",
    "application/protobuf, application/json, 415, text/plain",
    "text/plain, application/json, 415, text/plain",
  })
  void theTypeOfTheStreamIsWhatIsAcceptedWhateverTheRequestIs(
      String contentType, String accept, int status, String type) throws Exception {
    byte[] body =
        contentType.equals("application/x-protobuf")
            ? Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(
                    Call.Subscribe.newBuilder()
                        .setFrameworkInfo(FrameworkInfo.newBuilder().setUser("u").setName("n")))
                .build()
                .toByteArray()
            : first(INFO).getBytes(UTF_8);
    try (Connection stream = master.connect()) {
      Answer answer =
          accept == null
              ? stream.send("POST", PATH, body, "Content-Type: " + contentType)
              : stream.send(
                  "POST", PATH, body, "Content-Type: " + contentType, "Accept: " + accept);

      assertThat(answer.status()).isEqualTo(status);
      if (status != 200) {
        assertThat(answer.headers().get("content-type")).startsWith(type);
        assertThat(answer.headers()).doesNotContainKey("mesos-stream-id");
        return;
      }
      assertThat(answer.headers()).containsEntry("content-type", type);
      if (type.equals("application/json")) {
        assertThat(stream.event()).contains("SUBSCRIBED");
      } else {
        assertThat(Event.parseFrom(stream.record()).getType()).isEqualTo(Event.Type.SUBSCRIBED);
      }
    }
  }

  @Test
  void otherCallsDoNotCareForAccept() throws Exception {
    try (TestFramework framework = TestFramework.subscribe(master)) {
      assertThat(framework.post(call("REVIVE", framework.id, ""), "Accept: text/html").status())
          .isEqualTo(202);
    }
  }

  @Test
  void reconcilingOperationsDoes() throws Exception {
    try (TestFramework framework = TestFramework.subscribe(master)) {
      String json = call("RECONCILE_OPERATIONS", framework.id, ",\"reconcile_operations\":{}");

      assertThat(framework.post(json, "Accept: text/html").status()).isEqualTo(406);
      assertThat(framework.post(json, "Accept: application/json").status()).isEqualTo(202);
      assertThat(framework.post(json, "X-No: accept").status()).isEqualTo(202);
    }
  }

  @Test
  void aSubscriptionIsCheckedInTheOrderOfTheTable() throws Exception {
    String stream = "Mesos-Stream-Id: x";
    String accept = "Accept: text/html";

    assertThat(post("{", accept, stream).body()).startsWith("Failed to parse body");
    assertThat(post(first(""), accept, stream).body()).startsWith("Failed to parse body");
    assertThat(post("{\"type\":\"SUBSCRIBE\"}", accept, stream).body())
        .startsWith("Failed to validate scheduler::Call");
    assertThat(post(first(INFO), accept, stream).status()).isEqualTo(406);
    Answer named = post(first(INFO), stream);
    assertThat(named.status()).isEqualTo(400);
    assertThat(named.body())
        .isEqualTo("Subscribe calls should not include the 'Mesos-Stream-Id' header");
  }

  @Test
  void anotherCallIsCheckedInTheOrderOfTheTableAndTold() throws Exception {
    Answer unknown = post(call("REVIVE", "nobody", ""));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.body()).isEqualTo("Framework cannot be found");
    try (TestFramework framework = TestFramework.subscribe(master)) {
      String revive = call("REVIVE", framework.id, "");

      Answer missing = post(revive);
      Answer foreign = post(revive, "Mesos-Stream-Id: other");
      Answer invalid = post(call("ACCEPT", framework.id, ""), "Mesos-Stream-Id: other");
      Answer strange = post(call("UNKNOWN", framework.id, ""), "Mesos-Stream-Id: other");

      assertThat(missing.status()).isEqualTo(400);
      assertThat(missing.body())
          .isEqualTo("All non-subscribe calls should include the 'Mesos-Stream-Id' header");
      assertThat(foreign.status()).isEqualTo(400);
      assertThat(foreign.body())
          .isEqualTo(
              "The stream ID included in this request didn't match the stream ID currently"
                  + " associated with framework ID "
                  + framework.id);
      assertThat(invalid.body()).startsWith("Failed to validate scheduler::Call");
      assertThat(strange.status()).isEqualTo(400);
      assertThat(missing.headers().get("content-type")).startsWith("text/plain");
    }
  }

  @Test
  void callsOnOneConnectionAreAnsweredInTheirOrder() throws Exception {
    try (TestFramework framework = TestFramework.subscribe(master);
        Connection connection = master.connect()) {
      byte[] revive = call("REVIVE", framework.id, "").getBytes(UTF_8);
      String type = "Content-Type: application/json";
      String stream = "Mesos-Stream-Id: " + framework.streamId();

      connection.write("POST", PATH, revive, type, stream);
      connection.write("POST", PATH, "{".getBytes(UTF_8), type, stream);
      connection.write("POST", PATH, revive, type);
      connection.write("POST", PATH, revive, type, stream);

      assertThat(connection.answer().status()).isEqualTo(202);
      assertThat(connection.answer().body()).startsWith("Failed to parse body");
      assertThat(connection.answer().body()).contains("Mesos-Stream-Id");
      assertThat(connection.answer().status()).isEqualTo(202);
    }
  }

  @Test
  void whoeverSubscribesWithoutAnIdIsANewFrameworkOfTheMastersNumbering() throws Exception {
    try (TestFramework one = TestFramework.subscribe(master);
        Connection stream = master.connect()) {
      stream.post(
          "/master" + PATH,
          "{\"type\":\"SUBSCRIBE\",\"framework_id\":{\"value\":\"\"},\"subscribe\":"
              + "{\"framework_info\":{"
              + INFO
              + ",\"id\":{\"value\":\"\"}}}}");
      String other = id(stream.event());

      assertThat(one.id).matches("[0-9a-f-]{36}-[0-9]{4}");
      assertThat(other).matches("[0-9a-f-]{36}-[0-9]{4}").isNotEqualTo(one.id);
      assertThat(other.substring(0, 36)).isEqualTo(one.id.substring(0, 36));
    }
  }

  @Test
  void aFrameworkMayBringAnIdOfItsOwn() throws Exception {
    try (Connection stream = master.connect()) {
      stream.post(PATH, again("made-by-myself", INFO, ""));

      assertThat(id(stream.event("SUBSCRIBED"))).isEqualTo("made-by-myself");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"roles\":[\"a\"]",
        "\"role\":\"a\",\"capabilities\":[{\"type\":\"MULTI_ROLE\"}]",
        "\"roles\":[\"a\",\"a\"],\"capabilities\":[{\"type\":\"MULTI_ROLE\"}]",
        "\"role\":\"-a\"",
        "\"role\":\"a/../b\"",
        "\"role\":\"\"",
        "\"failover_timeout\":-1.0",
        "\"failover_timeout\":\"Infinity\"",
        "\"failover_timeout\":1e300"
      })
  void whatIsWrongWithItsDescriptionIsAnErrorEventAndTheEndOfTheStream(String wrong)
      throws Exception {
    try (Connection stream = master.connect()) {
      Answer answer = stream.post(PATH, first("\"user\":\"u\",\"name\":\"n\"," + wrong));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(stream.event()).startsWith("{\"type\":\"ERROR\",\"error\":{\"message\":\"");
      assertThatThrownBy(stream::event).isInstanceOf(EOFException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "a/b", "a\\\\b", "a\\u0007b"})
  void anIdThatCannotNameADirectoryIsAnErrorEvent(String id) throws Exception {
    try (Connection stream = master.connect()) {
      assertThat(stream.post(PATH, again(id, INFO, "")).status()).isEqualTo(200);
      assertThat(stream.event()).startsWith("{\"type\":\"ERROR\"");
      assertThatThrownBy(stream::event).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void aRoleThatIsNotItsOwnCannotBeSuppressed() throws Exception {
    try (Connection stream = master.connect()) {
      stream.post(PATH, first(INFO).replace("}}}", "},\"suppressed_roles\":[\"other\"]}}"));

      assertThat(stream.event()).startsWith("{\"type\":\"ERROR\"").contains("other");
    }
  }

  @Test
  void aPrincipalCannotBeChanged() throws Exception {
    String first = INFO + ",\"principal\":\"one\"";
    try (Connection old = master.connect();
        Connection stream = master.connect()) {
      old.post(PATH, first(first));
      String id = id(old.event("SUBSCRIBED"));

      stream.post(PATH, again(id, first.replace("one", "two"), ""));

      assertThat(stream.event()).startsWith("{\"type\":\"ERROR\"").contains("principal");
      assertThat(old.event()).isEqualTo("{\"type\":\"HEARTBEAT\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"force\":true", ",\"force\":false"})
  void theNewestSubscriptionWinsWhateverItSaysOfForce(String force) throws Exception {
    try (TestFramework old = TestFramework.subscribe(master);
        Connection stream = master.connect()) {
      String streamId =
          stream.post(PATH, again(old.id, INFO, force)).headers().get("mesos-stream-id");
      String revive = call("REVIVE", old.id, "");

      assertThat(stream.event()).startsWith("{\"type\":\"SUBSCRIBED\"").contains(old.id);
      assertThat(old.stream.event("ERROR"))
          .isEqualTo("{\"type\":\"ERROR\",\"error\":{\"message\":\"Framework failed over\"}}");
      assertThatThrownBy(old.stream::event).isInstanceOf(EOFException.class);
      assertThat(streamId).isNotEqualTo(old.streamId());
      assertThat(old.post(revive, "X-No: more").status()).isEqualTo(400);
      assertThat(post(revive, "Mesos-Stream-Id: " + streamId).status()).isEqualTo(202);
    }
  }

  @Test
  void whenTheOldConnectionEndsAfterATakeOverTheNewOneStays() throws Exception {
    try (Connection stream = master.connect()) {
      TestFramework old = TestFramework.subscribe(master);
      String streamId = stream.post(PATH, again(old.id, INFO, "")).headers().get("mesos-stream-id");
      stream.event("SUBSCRIBED");

      old.close();
      for (int i = 0; i < 20; i++) {
        assertThat(post(call("REVIVE", old.id, ""), "Mesos-Stream-Id: " + streamId).status())
            .isEqualTo(202);
      }
    }
  }

  @Test
  void theOffersOfTheOldConnectionAreOfNoUseToTheNewOne() throws Exception {
    try (TestAgent agent = TestAgent.register(master, "takeover");
        TestFramework old = TestFramework.subscribe(master);
        Connection stream = master.connect()) {
      String offer = TestFramework.value(old.stream.event("OFFERS"), "id");
      String streamId =
          stream
              .post(
                  PATH,
                  again(old.id, INFO + ",\"capabilities\":[{\"type\":\"PARTITION_AWARE\"}]", ""))
              .headers()
              .get("mesos-stream-id");
      assertThat(stream.event()).contains("SUBSCRIBED");

      String launch =
          """
          ,"accept":{"offer_ids":[{"value":"%s"}],"operations":[{"type":"LAUNCH","launch":{
           "task_infos":[{"name":"t","task_id":{"value":"late"},"agent_id":{"value":"%s"},
            "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5}}],
            "command":{"value":"true"}}]}}]}\
          """
              .formatted(offer, agent.id.getValue());
      assertThat(post(call("ACCEPT", old.id, launch), "Mesos-Stream-Id: " + streamId).status())
          .isEqualTo(202);

      String update = stream.event("UPDATE");
      assertThat(update)
          .contains("\"late\"", "TASK_DROPPED", "SOURCE_MASTER", "REASON_INVALID_OFFERS")
          .doesNotContain("uuid");
    }
  }

  @Test
  void whoStaysAwayTooLongOrWasTornDownCannotComeBackAndMustBecomeAnother() throws Exception {
    String fleeting = "\"user\":\"svc\",\"name\":\"n\"";
    String id;
    try (Connection stream = master.connect()) {
      stream.post(PATH, first(fleeting));
      id = id(stream.event("SUBSCRIBED"));
    }
    String revive = call("REVIVE", id, "");
    Answer gone = post(revive, "Mesos-Stream-Id: x");
    for (int i = 0; i < 500 && !gone.body().equals("Framework cannot be found"); i++) {
      gone = post(revive, "Mesos-Stream-Id: x");
    }

    assertThat(gone.status()).isEqualTo(400);
    assertThat(gone.body()).isEqualTo("Framework cannot be found");
    try (Connection stream = master.connect()) {
      stream.post(PATH, again(id, fleeting, ""));
      assertThat(stream.event())
          .isEqualTo("{\"type\":\"ERROR\",\"error\":{\"message\":\"Framework has been removed\"}}");
      assertThatThrownBy(stream::event).isInstanceOf(EOFException.class);
    }
    try (Connection stream = master.connect()) {
      stream.post(PATH, first(fleeting));
      assertThat(id(stream.event("SUBSCRIBED"))).isNotEqualTo(id);
    }
  }

  @Test
  void whoHasHungUpIsNotSubscribed() throws Exception {
    TestFramework framework = TestFramework.subscribe(master);
    String revive = call("REVIVE", framework.id, "");
    framework.close();
    Answer answer = framework.post(revive, "X-No: more");
    for (int i = 0; i < 500 && answer.status() == 202; i++) {
      answer = framework.post(revive, "X-No: more");
    }

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).isEqualTo("Framework is not subscribed");
  }
}
