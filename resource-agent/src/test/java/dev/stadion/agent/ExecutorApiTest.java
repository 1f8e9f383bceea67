package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.agent.runtime.Tasks;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.executor.Call;
import dev.stadion.mesos.v1.executor.Event;
import dev.stadion.mesos.wire.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code POST /api/v1/executor}: codes and bodies (mesos-v1.md §1.5, §11.1). */
class ExecutorApiTest {
  private static final ByteString UUID = ByteString.copyFromUtf8("0123456789abcdef");

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private FakeMaster master;
  private RunningService service;

  @BeforeEach
  void start() throws Exception {
    master = new FakeMaster();
    String yaml =
        """
        server:
          applicationConnectors: [{type: http, port: 0}]
          adminConnectors: [{type: http, port: 0}]
        master: %s
        workDir: %s
        resources: cpus:4;mem:1024;disk:1024
        executors: {shutdownGrace: 0s}
        """
            .formatted(master.uri(), directory);
    service =
        new AgentApplication()
            .start(
                "agent",
                path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                "agent.yml");
    master.awaitSubscription(1);
    var sleeper =
        ExecutorInfo.newBuilder()
            .setExecutorId(ExecutorID.newBuilder().setValue("e"))
            .setCommand(CommandInfo.newBuilder().setValue("exec sleep 1000"))
            .build();
    master.run(
        Tasks.shell("t", "").toBuilder()
            .clearCommand()
            .setExecutor(sleeper)
            .setData(ByteString.copyFrom(new byte[] {0, 1, -1}))
            .build());
    awaitKnown();
  }

  @AfterEach
  void stop() {
    service.stop();
    http.close();
    master.close();
  }

  @Test
  void whatIsWrongWithARequestIsSaidByItsCode() throws Exception {
    HttpResponse<String> get =
        http.send(request("/api/v1/executor").GET().build(), HttpResponse.BodyHandlers.ofString());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("Allow")).hasValue("POST");
    assertThat(post(null, "{}").statusCode()).isEqualTo(400);
    assertThat(post("text/plain", "{}").statusCode()).isEqualTo(415);
    assertThat(post("application/json", "{").statusCode()).isEqualTo(400);
    assertThat(post("application/json", ids("e") + "}").body()).contains("'type'");
    assertThat(post("application/json", ids("..") + ",\"type\":\"HEARTBEAT\"}").statusCode())
        .isEqualTo(400);
    assertThat(post("application/json", ids("x") + ",\"type\":\"HEARTBEAT\"}"))
        .returns(400, HttpResponse::statusCode)
        .returns("Executor cannot be found", HttpResponse::body);
    assertThat(post("application/json", ids("e") + ",\"type\":\"HEARTBEAT\"}"))
        .returns(403, HttpResponse::statusCode)
        .returns("Executor is not subscribed", HttpResponse::body);
    assertThat(post("application/json", ids("e") + ",\"type\":\"SUBSCRIBE\"}").statusCode())
        .isEqualTo(400);
    HttpResponse<String> unacceptable =
        http.send(
            request("/api/v1/executor")
                .header("Content-Type", "application/json")
                .header("Accept", "text/html")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        ids("e") + ",\"type\":\"SUBSCRIBE\",\"subscribe\":{}}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(unacceptable.statusCode()).isEqualTo(406);
  }

  @Test
  void updatesAreCheckedBeforeTheyAreBelieved() throws Exception {
    try (var stream = subscribe(WireFormat.PROTOBUF)) {
      assertThat(stream.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);

      assertThat(send(update(status().clearUuid()))).isEqualTo(400);
      assertThat(send(update(status().setUuid(ByteString.copyFromUtf8("short"))))).isEqualTo(400);
      assertThat(send(update(status().clearSource()))).isEqualTo(400);
      assertThat(send(update(status().setSource(TaskStatus.Source.SOURCE_AGENT)))).isEqualTo(400);
      assertThat(send(update(status().setState(TaskState.TASK_STAGING)))).isEqualTo(400);
      TaskStatus.Builder other = status();
      other.getTaskIdBuilder().setValue("other");
      assertThat(send(update(other))).isEqualTo(400);
      assertThat(master.statuses("t")).isEmpty();

      assertThat(send(update(status()))).isEqualTo(202);
      assertThat(master.await("t", TaskState.TASK_RUNNING).getUuid()).isEqualTo(UUID);
    }
  }

  @Test
  void bothFormatsCarryTheSameEvents() throws Exception {
    for (WireFormat format : WireFormat.values()) {
      try (var stream = subscribe(format)) {
        Event subscribed = stream.next();
        assertThat(subscribed.getSubscribed().getExecutorInfo().getExecutorId().getValue())
            .isEqualTo("e");
        assertThat(subscribed.getSubscribed().getFrameworkInfo().getName()).isEqualTo("test");
        assertThat(subscribed.getSubscribed().getAgentInfo().getId().getValue())
            .isEqualTo("agent-1");
        assertThat(subscribed.getSubscribed().getContainerId().getValue()).isNotEmpty();
        if (format == WireFormat.JSON) {
          assertThat(stream.next().getLaunch().getTask().getData().toByteArray())
              .containsExactly(0, 1, -1);
          assertThat(send(update(status()))).isEqualTo(202);
          Event acknowledged = stream.next();
          assertThat(acknowledged.getAcknowledged().getUuid()).isEqualTo(UUID);
        }
      }
    }
  }

  @Test
  void aSecondSubscriptionEndsTheFirst() throws Exception {
    try (var first = subscribe(WireFormat.PROTOBUF);
        var second = subscribe(WireFormat.PROTOBUF)) {
      assertThat(second.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);

      assertThat(first.readToItsEnd()).isTrue();
      assertThat(send(call(Call.Type.HEARTBEAT))).isEqualTo(202);
    }
  }

  @Test
  void everyNameOfThePathIsServed() throws Exception {
    try (var stream = subscribe(WireFormat.PROTOBUF)) {
      assertThat(stream.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);
      for (String path :
          new String[] {
            "/api/v1/executor", "/slave(1)/api/v1/executor", "/slave%281%29/api/v1/executor"
          }) {
        HttpResponse<String> answer =
            http.send(
                request(path)
                    .header("Content-Type", "application/x-protobuf")
                    .POST(
                        HttpRequest.BodyPublishers.ofByteArray(
                            call(Call.Type.HEARTBEAT).build().toByteArray()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
      }
    }
  }

  /** What an executor hears. */
  private static final class Listening implements AutoCloseable {
    private final InputStream body;
    private final WireFormat format;
    private final RecordReader reader = new RecordReader(1 << 20);
    private final ArrayDeque<byte[]> records = new ArrayDeque<>();

    Listening(InputStream body, WireFormat format) {
      this.body = body;
      this.format = format;
    }

    Event next() throws Exception {
      byte[] buffer = new byte[4096];
      while (records.isEmpty()) {
        int n = body.read(buffer);
        assertThat(n).as("the stream goes on").isPositive();
        records.addAll(reader.feed(buffer, 0, n));
      }
      return format.read(records.poll(), Event.newBuilder()).build();
    }

    boolean readToItsEnd() throws Exception {
      body.readAllBytes();
      return true;
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  private Listening subscribe(WireFormat format) throws Exception {
    HttpResponse<InputStream> answer =
        http.send(
            request("/api/v1/executor")
                .header("Content-Type", "application/x-protobuf")
                .header("Accept", format.mediaType())
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        call(Call.Type.SUBSCRIBE)
                            .setSubscribe(Call.Subscribe.getDefaultInstance())
                            .build()
                            .toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(format.mediaType());
    assertThat(answer.headers().firstValue("Mesos-Stream-Id")).isEmpty();
    return new Listening(answer.body(), format);
  }

  /** The master's order travels on its own; until it is known there is nobody to speak for. */
  private void awaitKnown() throws Exception {
    String beat = ids("e") + ",\"type\":\"HEARTBEAT\"}";
    for (int i = 0; i < 500 && post("application/json", beat).statusCode() != 403; i++) {
      Thread.onSpinWait();
    }
  }

  private static TaskStatus.Builder status() {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setState(TaskState.TASK_RUNNING)
            .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
            .setUuid(UUID);
    status.getTaskIdBuilder().setValue("t");
    return status;
  }

  private static Call.Builder update(TaskStatus.Builder status) {
    return call(Call.Type.UPDATE).setUpdate(Call.Update.newBuilder().setStatus(status));
  }

  private static Call.Builder call(Call.Type type) {
    Call.Builder call = Call.newBuilder().setType(type);
    call.getExecutorIdBuilder().setValue("e");
    call.getFrameworkIdBuilder().setValue("framework-1");
    return call;
  }

  private int send(Call.Builder call) throws Exception {
    return http.send(
            request("/api/v1/executor")
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(call.build().toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private static String ids(String executor) {
    return "{\"executor_id\":{\"value\":\""
        + executor
        + "\"},\"framework_id\":{\"value\":\"framework-1\"}";
  }

  private HttpResponse<String> post(String type, String body) throws Exception {
    HttpRequest.Builder request = request("/api/v1/executor");
    if (type != null) {
      request.header("Content-Type", type);
    }
    return http.send(
        request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(service.api() + path));
  }
}
