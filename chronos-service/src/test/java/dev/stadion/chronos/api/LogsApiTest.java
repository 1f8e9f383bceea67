package dev.stadion.chronos.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.ChunkReader;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md B-46, promises.md §7.7: what tasks wrote, through the service. */
class LogsApiTest {
  private static final String V1 = "/v1/scheduler";

  private static Sandboxes sandboxes;
  private static Service service;
  private static Mesos mesos;
  private static int jobs;

  @BeforeAll
  static void start() {
    sandboxes = new Sandboxes();
    service = new Service(TestDatabase.fresh());
    mesos = new Mesos(service, Optional.of(sandboxes.uri()));
  }

  @AfterAll
  static void stop() {
    service.close();
    sandboxes.close();
  }

  /** A run whose task runs. */
  private record Running(String logs, TaskInfo task) {
    void writes(String file, String text) {
      sandboxes.write(task.getTaskId().getValue(), file, text);
    }

    void ends() {
      mesos.tells(task, TaskState.TASK_FINISHED, "");
    }

    HttpResponse<String> log(String query) {
      return service.get(logs + query);
    }
  }

  private static String queued() {
    String job = "job" + ++jobs;
    service.post(
        V1 + "/iso8601",
        "{'name':'%s','command':'x','schedule':'R1/2199-01-01T00:00:00Z/P1D'}".formatted(job));
    service.put(V1 + "/job/" + job);
    return V1
        + "/runs/"
        + service.json(V1 + "/job/" + job + "/runs").at("/items/0/runId").asText()
        + "/logs/";
  }

  private static Running running() {
    String logs = queued();
    TaskInfo task = mesos.launched();
    mesos.tells(task, TaskState.TASK_RUNNING, "");
    return new Running(logs, task);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void aRunningTasksOutputIsReadLiveByOffsetAndLengthAndFromTheEnd() {
    Running run = running();
    run.writes("stdout", "0123456789");
    run.writes("stderr", "oh");

    HttpResponse<String> all = run.log("stdout");
    HttpResponse<String> part = run.log("stdout?offset=3&length=4");
    HttpResponse<String> tail = run.log("stdout?tail=2");
    HttpResponse<String> beyond = run.log("stdout?offset=99");

    assertThat(all.body()).isEqualTo("0123456789");
    assertThat(header(all, "Content-Type")).startsWith("text/plain");
    assertThat(header(all, "X-Log-Complete")).isEqualTo("false");
    assertThat(part.body()).isEqualTo("3456");
    assertThat(header(part, "X-Log-Offset")).isEqualTo("3");
    assertThat(tail.body()).isEqualTo("89");
    assertThat(header(tail, "X-Log-Offset")).isEqualTo("8");
    assertThat(beyond.body()).isEmpty();
    assertThat(run.log("stderr").body()).isEqualTo("oh");
    run.ends();
    assertThat(header(run.log("stdout"), "X-Log-Complete")).isEqualTo("true");
    assertThat(header(run.log("stdout?length=3"), "X-Log-Complete")).isEqualTo("false");
  }

  @Test
  void aCharacterIsNotCutByTheEndOfAPiece() {
    Running run = running();
    run.writes("stdout", "aé€b");

    HttpResponse<String> first = run.log("stdout?length=2");
    HttpResponse<String> second = run.log("stdout?offset=1&length=4");
    HttpResponse<String> third = run.log("stdout?offset=3");

    assertThat(first.body()).isEqualTo("a");
    assertThat(second.body()).isEqualTo("é");
    assertThat(third.body()).isEqualTo("€b");
    run.ends();
  }

  @Test
  void theEndIsKeptWhenTheSandboxIsGone() throws Exception {
    Running run = running();
    run.writes("stdout", "early\n" + "x".repeat(70_000) + "last words");
    run.writes("stderr", "short");
    run.ends();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (kept(run) < 2 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }

    HttpResponse<String> whole = run.log("stdout?length=6");
    sandboxes.clear();
    HttpResponse<String> tail = run.log("stdout?tail=10");
    HttpResponse<String> beginning = run.log("stdout");

    assertThat(whole.body()).isEqualTo("early\n");
    assertThat(tail.body()).isEqualTo("last words");
    assertThat(header(tail, "X-Log-Complete")).isEqualTo("true");
    assertThat(header(beginning, "X-Log-Offset")).isEqualTo(String.valueOf(70_016 - 65_536));
    assertThat(beginning.body()).hasSize(65_536).endsWith("last words");
    assertThat(run.log("stderr").body()).isEqualTo("short");
  }

  private static int kept(Running run) {
    return service.rows(
        "SELECT count(*) FROM chronos.run_output o JOIN chronos.run_attempt a"
            + " ON a.run = o.run AND a.number = o.number WHERE a.task = '"
            + run.task().getTaskId().getValue()
            + "'");
  }

  @Test
  void followingEndsWithTheTask() throws Exception {
    Running run = running();
    run.writes("stdout", "one\n");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer =
          http.send(
              HttpRequest.newBuilder(service.uri(run.logs() + "stdout?follow=true")).build(),
              BodyHandlers.ofInputStream());
      InputStream body = answer.body();

      assertThat(new String(body.readNBytes(4), UTF_8)).isEqualTo("one\n");
      run.writes("stdout", "one\ntwo\n");
      assertThat(new String(body.readNBytes(4), UTF_8)).isEqualTo("two\n");
      run.writes("stdout", "one\ntwo\nthree\n");
      run.ends();
      assertThat(new String(body.readAllBytes(), UTF_8)).isEqualTo("three\n");
    }
  }

  @Test
  void whatIsFollowedComesInWholeChunks() throws Exception {
    Running run = running();
    run.writes("stdout", "one\n");
    try (var reader = new ChunkReader(service.uri(""))) {
      String head = reader.ask(run.logs() + "stdout?follow=true", "Accept-Encoding: gzip");

      assertThat(head)
          .contains("Transfer-Encoding: chunked")
          .doesNotContainIgnoringCase("content-encoding");
      assertThat(reader.next()).isEqualTo("one\n");
      run.writes("stdout", "one\ntwo\n");
      assertThat(reader.next()).isEqualTo("two\n");
      run.ends();
      assertThat(reader.next()).isEmpty();
    }
  }

  @Test
  void thereIsNoLogBeforeTheStartOfAnUnknownStreamOrOfAnUnknownRun() {
    String logs = queued();

    assertThat(service.get(logs + "stdout").statusCode()).isEqualTo(404);
    assertThat(service.get(V1 + "/runs/nope/logs/stdout").statusCode()).isEqualTo(404);
    service.delete(logs.replace("/logs/", ""));
    Running run = running();
    run.writes("stdout", "x");
    assertThat(run.log("stdin").statusCode()).isEqualTo(404);
    assertThat(run.log("..%2F..%2Fetc%2Fpasswd").statusCode()).isIn(400, 404);
    assertThat(service.get(run.logs().replace("/logs/", "/attempts/7/logs/stdout")).statusCode())
        .isEqualTo(404);
    assertThat(service.get(run.logs().replace("/logs/", "/attempts/0/logs/stdout")).body())
        .isEqualTo("x");
    run.ends();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "offset=-1",
        "offset=x",
        "length=0",
        "length=1048577",
        "tail=0",
        "tail=5&offset=5",
        "offset=99999999999999999999"
      })
  void promises6PiecesThatCannotBeAreRefused(String query) {
    assertThat(service.get(V1 + "/runs/nope/logs/stdout?" + query).statusCode()).isEqualTo(400);
  }
}
