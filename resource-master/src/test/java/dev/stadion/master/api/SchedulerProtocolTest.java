package dev.stadion.master.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.master.api.Connection.Answer;
import dev.stadion.mesos.recordio.RecordIo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status codes of mesos-v1.md §1.5 and the stream of §1.3 and §1.4, byte by byte. */
class SchedulerProtocolTest {
  private static final String PATH = "/api/v1/scheduler";
  private static final String SUBSCRIBE =
      """
      {"type":"SUBSCRIBE","subscribe":{"framework_info":
        {"user":"svc","name":"test","roles":["r"],"failover_timeout":60.0,
         "capabilities":[{"type":"MULTI_ROLE"}]}}}\
      """;

  private static RunningMaster master;

  @BeforeAll
  static void start() throws Exception {
    master = RunningMaster.start();
  }

  @AfterAll
  static void stop() {
    master.close();
  }

  /** A subscription and its two names. */
  private record Session(Connection stream, String streamId, String framework)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      stream.close();
    }

    String call(String type, String member) {
      String rest = member.isEmpty() ? "" : "," + member;
      return "{\"type\":\""
          + type
          + "\",\"framework_id\":{\"value\":\""
          + framework
          + "\"}"
          + rest
          + "}";
    }
  }

  private static Session subscribe() throws Exception {
    Connection stream = master.connect();
    Answer answer = stream.post(PATH, SUBSCRIBE);
    String subscribed = stream.event();
    String id = subscribed.replaceAll(".*\"framework_id\":\\{\"value\":\"([^\"]+)\".*", "$1");
    return new Session(stream, answer.headers().get("mesos-stream-id"), id);
  }

  private static Answer post(String json, String... headers) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.post(PATH, json, headers);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Accept: */*", "Connection: close", "Accept-Encoding: gzip"})
  void aSubscriptionIsAChunkedUncompressedStreamOfExactlyItsType(String header) throws Exception {
    try (Connection stream = master.connect()) {
      Answer answer = stream.post(PATH, SUBSCRIBE, header);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers())
          .containsEntry("content-type", "application/json")
          .containsEntry("transfer-encoding", "chunked")
          .containsEntry("stadion-batch", "recordio")
          .doesNotContainKey("content-length")
          .doesNotContainKey("content-encoding");
      assertThat(answer.headers().get("mesos-stream-id")).hasSizeBetween(1, 128);
      assertThat(stream.event())
          .startsWith("{\"type\":\"SUBSCRIBED\"")
          .contains("\"heartbeat_interval_seconds\":15.0")
          .contains("\"ip\":16777343")
          .contains("\"version\":\"1.11.0\"");
      assertThat(stream.event()).isEqualTo("{\"type\":\"HEARTBEAT\"}");
    }
  }

  @Test
  void theStreamCanBeProtobufWhileTheRequestIsJson() throws Exception {
    try (Connection stream = master.connect()) {
      Answer answer = stream.post(PATH, SUBSCRIBE, "Accept: application/x-protobuf");

      assertThat(answer.headers()).containsEntry("content-type", "application/x-protobuf");
      assertThat(Event.parseFrom(stream.record()).getType()).isEqualTo(Event.Type.SUBSCRIBED);
    }
  }

  @Test
  void aProtobufRequestWithoutAcceptGetsJson() throws Exception {
    Call call =
        Call.newBuilder()
            .setType(Call.Type.SUBSCRIBE)
            .setSubscribe(
                Call.Subscribe.newBuilder()
                    .setFrameworkInfo(FrameworkInfo.newBuilder().setUser("u").setName("n")))
            .build();
    try (Connection stream = master.connect()) {
      Answer answer =
          stream.send("POST", PATH, call.toByteArray(), "Content-Type: application/x-protobuf");

      assertThat(answer.headers()).containsEntry("content-type", "application/json");
      assertThat(stream.event()).contains("SUBSCRIBED");
    }
  }

  @Test
  void otherMethodsAreNotAllowed() throws Exception {
    try (Connection connection = master.connect()) {
      Answer answer = connection.send("GET", PATH);

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.headers()).containsEntry("allow", "POST");
    }
  }

  @Test
  void aBodyNeedsAKnownType() throws Exception {
    try (Connection connection = master.connect()) {
      assertThat(connection.send("POST", PATH, "{}".getBytes(UTF_8)).status()).isEqualTo(400);
      assertThat(
              connection
                  .send("POST", PATH, "{}".getBytes(UTF_8), "Content-Type: text/plain")
                  .status())
          .isEqualTo(415);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"x\"",
        "{} {}",
        "{\"type\":1}",
        "{\"a\":1,\"a\":2}",
        "{\"type\":\"SUBSCRIBE\",\"subscribe\":{}}",
        "\u0000",
        "{\"type\":NaN}",
        "{\"type\":\"ACCEPT\",\"framework_id\":{}}"
      })
  void malformedBodiesAreBadRequests(String body) throws Exception {
    assertThat(post(body).status()).isEqualTo(400);
  }

  @Test
  void deepNestingIsABadRequest() throws Exception {
    assertThat(post("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":\"SUBSCRIBE\"}",
        "{\"type\":\"REVIVE\"}",
        "{\"type\":\"ACCEPT\",\"framework_id\":{\"value\":\"f\"}}",
        "{\"type\":\"KILL\",\"framework_id\":{\"value\":\"f\"},\"kill\":{\"task_id\":{\"value\":\"a/b\"}}}",
        "{\"type\":\"ACKNOWLEDGE\",\"framework_id\":{\"value\":\"f\"},\"acknowledge\":{\"agent_id\":"
            + "{\"value\":\"a\"},\"task_id\":{\"value\":\"t\"},\"uuid\":\"AAAA\"}}",
        "{\"type\":\"SUBSCRIBE\",\"framework_id\":{\"value\":\"x\"},\"subscribe\":"
            + "{\"framework_info\":{\"user\":\"u\",\"name\":\"n\",\"id\":{\"value\":\"y\"}}}}"
      })
  void invalidCallsAreBadRequestsWithTheReason(String body) throws Exception {
    Answer answer = post(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith("Failed to validate scheduler::Call: ");
    assertThat(answer.headers().get("content-type")).startsWith("text/plain");
  }

  @Test
  void anUnacceptableStreamTypeIsRefused() throws Exception {
    assertThat(post(SUBSCRIBE, "Accept: text/html").status()).isEqualTo(406);
  }

  @Test
  void aSubscriptionMustNotNameAStream() throws Exception {
    assertThat(post(SUBSCRIBE, "Mesos-Stream-Id: x").status()).isEqualTo(400);
  }

  @Test
  void aRefusedSubscriptionIsAnEventAndNotACode() throws Exception {
    try (Connection stream = master.connect()) {
      Answer answer = stream.post(PATH, SUBSCRIBE.replace("[\"r\"]", "[\"a//b\"]"));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(stream.event()).startsWith("{\"type\":\"ERROR\"").contains("a//b");
      assertThatThrownBy(stream::event).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void anUnknownFrameworkIsABadRequest() throws Exception {
    Answer answer = post("{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"nobody\"}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("Framework cannot be found");
  }

  @Test
  void callsNeedTheStreamOfTheirSubscription() throws Exception {
    try (Session session = subscribe()) {
      String revive = session.call("REVIVE", "");

      assertThat(post(revive).status()).isEqualTo(400);
      assertThat(post(revive, "Mesos-Stream-Id: other").status()).isEqualTo(400);
      Answer accepted = post(revive, "Mesos-Stream-Id: " + session.streamId());
      assertThat(accepted.status()).isEqualTo(202);
      assertThat(accepted.body()).isEmpty();
      assertThat(accepted.headers())
          .doesNotContainKey("content-type")
          .containsEntry("content-length", "0");
    }
  }

  @Test
  void updateFrameworkIsAnsweredWith200AndNoType() throws Exception {
    try (Session session = subscribe()) {
      String info =
          """
          "update_framework":{"framework_info":{"user":"%s","name":"new","roles":["r"],
          "id":{"value":"%s"},"capabilities":[{"type":"MULTI_ROLE"}]}}\
          """;
      String stream = "Mesos-Stream-Id: " + session.streamId();

      Answer good =
          post(
              session.call("UPDATE_FRAMEWORK", info.formatted("svc", session.framework())), stream);
      Answer bad =
          post(
              session.call("UPDATE_FRAMEWORK", info.formatted("other", session.framework())),
              stream);

      assertThat(good.status()).isEqualTo(200);
      assertThat(good.headers()).doesNotContainKey("content-type");
      assertThat(bad.status()).isEqualTo(400);
    }
  }

  @Test
  void anUnknownCallTypeIsNotImplemented() throws Exception {
    try (Session session = subscribe()) {
      assertThat(
              post(session.call("UNKNOWN", ""), "Mesos-Stream-Id: " + session.streamId()).status())
          .isEqualTo(501);
    }
  }

  @Test
  void theNewestSubscriptionWinsAndTheOldStreamSaysSo() throws Exception {
    try (Session old = subscribe();
        Connection stream = master.connect()) {
      String id = "\"framework_id\":{\"value\":\"" + old.framework() + "\"},";
      String again =
          SUBSCRIBE
              .replaceFirst("\\{", "{" + id)
              .replace("{\"user\"", "{\"id\":{\"value\":\"" + old.framework() + "\"},\"user\"");
      stream.post(PATH, again);

      assertThat(stream.event()).contains("SUBSCRIBED").contains(old.framework());
      assertThat(old.stream().event("ERROR")).contains("Framework failed over");
      assertThatThrownBy(old.stream()::event).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void whoHangsUpIsDisconnectedAtOnce() throws Exception {
    Session session = subscribe();
    session.close();
    String revive = session.call("REVIVE", "");
    int status = 202;
    for (int i = 0; i < 500 && status == 202; i++) {
      status = post(revive, "Mesos-Stream-Id: " + session.streamId()).status();
    }

    assertThat(status).isEqualTo(403);
  }

  @Test
  void aTornDownFrameworkNeverComesBack() throws Exception {
    Session session = subscribe();
    assertThat(
            post(session.call("TEARDOWN", ""), "Mesos-Stream-Id: " + session.streamId()).status())
        .isEqualTo(202);

    try (Connection stream = master.connect()) {
      stream.post(
          PATH,
          """
          {"type":"SUBSCRIBE","framework_id":{"value":"%1$s"},"subscribe":{"framework_info":
          {"user":"svc","name":"test","id":{"value":"%1$s"}}}}\
          """
              .formatted(session.framework()));
      assertThat(stream.event("ERROR")).contains("Framework has been removed");
    }
  }

  @Test
  void manyCallsCanComeInOneRequest() throws Exception {
    try (Session session = subscribe()) {
      String stream = "Mesos-Stream-Id: " + session.streamId();
      String suppress = session.call("SUPPRESS", "");
      String bad = session.call("ACCEPT", "");

      assertThat(batch(stream, suppress, suppress, session.call("REVIVE", "")).status())
          .isEqualTo(202);
      Answer halfway = batch(stream, suppress, bad, suppress);
      assertThat(halfway.status()).isEqualTo(400);
      assertThat(halfway.headers()).containsEntry("stadion-batch-accepted", "1");
      assertThat(batch("Mesos-Stream-Id: other", suppress).status()).isEqualTo(400);
      assertThat(batch(stream).status()).isEqualTo(400);
    }
  }

  private static Answer batch(String stream, String... calls) throws Exception {
    var body = new ByteArrayOutputStream();
    for (String call : calls) {
      body.write(RecordIo.frame(call.getBytes(UTF_8)));
    }
    try (Connection connection = master.connect()) {
      return connection.send(
          "POST",
          PATH,
          body.toByteArray(),
          "Content-Type: application/json",
          "Stadion-Batch: recordio",
          stream);
    }
  }

  @Test
  void everyMasterRedirectsToTheLeaderEvenToItself() throws Exception {
    try (Connection connection = master.connect()) {
      Answer answer = connection.send("GET", "/master/redirect");

      assertThat(answer.status()).isEqualTo(307);
      assertThat(answer.headers()).containsEntry("location", "//127.0.0.1:" + master.port());
      assertThat(connection.send("GET", "/redirect/deeper").status()).isEqualTo(404);
      assertThat(connection.send("GET", "/version").body()).contains("\"version\":\"1.11.0\"");
      assertThat(connection.send("GET", "/health").body()).isEmpty();
    }
  }
}
