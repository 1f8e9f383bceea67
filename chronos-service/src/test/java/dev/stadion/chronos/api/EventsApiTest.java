package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.ChunkReader;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md B-72, promises.md P13: the history of events and their stream. */
class EventsApiTest {
  private static final String V1 = "/v1/scheduler";
  private static Service service;

  @BeforeAll
  static void start() {
    service = new Service(TestDatabase.fresh());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static void post(String name) {
    service.post(
        V1 + "/iso8601",
        "{'name':'%s','command':'x','schedule':'R1/2199-01-01T00:00:00Z/P1D'}".formatted(name));
  }

  private static List<String> types(JsonNode page) {
    return page.get("items").findValuesAsText("type");
  }

  /** A reader of the stream. */
  private static final class Stream implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final BufferedReader lines;
    private final String contentType;

    Stream(String query, Optional<String> last) throws Exception {
      var request =
          HttpRequest.newBuilder(service.uri(V1 + "/events" + query))
              .header("Accept", "text/event-stream");
      last.ifPresent(id -> request.header("Last-Event-ID", id));
      var answer = http.send(request.build(), BodyHandlers.ofInputStream());
      contentType = answer.headers().firstValue("Content-Type").orElseThrow();
      lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The next event: what stands under id, event and data. */
    Map<String, String> next() throws IOException {
      Map<String, String> event = new TreeMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty()) {
          event.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(' ') + 1));
        } else if (!event.isEmpty()) {
          return event;
        }
      }
      throw new AssertionError("the stream ended");
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }

  @Test
  void theHistoryIsFilteredByJobAndTypeAndPaged() {
    post("history");
    service.put(V1 + "/job/history");
    service.delete(V1 + "/job/history");

    assertThat(types(service.json(V1 + "/events?job=history")))
        .containsExactly("job.created", "run.queued", "job.removed", "run.skipped");
    assertThat(types(service.json(V1 + "/events?job=history&type=job.*")))
        .containsExactly("job.created", "job.removed");
    assertThat(types(service.json("/scheduler/events?job=history&type=run.queued,run.skipped")))
        .containsExactly("run.queued", "run.skipped");
    JsonNode first = service.json(V1 + "/events?job=history&limit=3");
    JsonNode rest = service.json(V1 + "/events?job=history&cursor=" + first.get("next").asText());
    assertThat(types(first)).hasSize(3);
    assertThat(types(rest)).containsExactly("run.skipped");
    assertThat(rest.has("next")).isFalse();
    assertThat(types(service.json(V1 + "/events?job=history&from=2199-01-01T00:00:00Z"))).isEmpty();
    assertThat(types(service.json(V1 + "/events?job=history&from=2020-01-02T00:00:00Z")))
        .hasSize(4);
  }

  @Test
  void afterTheHistoryTheConnectionIsGoodForTheNextRequest() throws Exception {
    post("again");
    try (var reader = new ChunkReader(service.uri(""))) {
      for (int i = 0; i < 3; i++) {
        assertThat(reader.ask(V1 + "/events?job=again")).startsWith("HTTP/1.1 200 OK\r\n");
        var body = new StringBuilder();
        for (String chunk = reader.next(); !chunk.isEmpty(); chunk = reader.next()) {
          body.append(chunk);
        }
        assertThat(Service.read(body.toString()).get("items")).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection: keep-alive", "Connection: close"})
  void anEventIsAWholeChunkBeforeTheNextOneComes(String connection) throws Exception {
    String job = "chunk" + connection.length();
    try (var reader = new ChunkReader(service.uri(""))) {
      String head =
          reader.ask(
              V1 + "/events?job=" + job,
              "Accept: text/event-stream",
              "Accept-Encoding: gzip, deflate",
              connection);
      assertThat(head)
          .startsWith("HTTP/1.1 200")
          .contains("Transfer-Encoding: chunked")
          .doesNotContainIgnoringCase("content-encoding");

      post(job);

      assertThat(reader.next("event: job.created")).contains(job).endsWith("\r\n\r\n");
    }
  }

  @Test
  void aHeadIsNoReader() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(service.uri(V1 + "/events"))
              .header("Accept", "text/event-stream")
              .HEAD();

      var answer = http.send(request.build(), BodyHandlers.discarding());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type"))
          .contains("text/event-stream;charset=utf-8");
    }
  }

  @Test
  void anEventTellsWhatHappenedToWhom() {
    post("told");
    service.put(V1 + "/job/told");

    JsonNode event = service.json(V1 + "/events?job=told&type=run.queued").at("/items/0");

    assertThat(event.get("id").asText()).matches("[0-9]+");
    assertThat(event.get("job").asText()).isEqualTo("told");
    assertThat(event.get("time").asText()).endsWith("Z");
    assertThat(event.get("state").asText()).isEqualTo("QUEUED");
    assertThat(event.get("trigger").asText()).isEqualTo("manual");
    assertThat(service.get(V1 + "/runs/" + event.get("runId").asText()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void theStreamGoesOnWhereAReaderLeftIt() throws Exception {
    String last;
    try (var stream = new Stream("?job=s", Optional.empty())) {
      post("s");
      Map<String, String> created = stream.next();
      assertThat(stream.contentType).startsWith("text/event-stream");
      assertThat(created.get("event")).isEqualTo("job.created");
      assertThat(Service.read(created.get("data")).get("id").asText()).isEqualTo(created.get("id"));
      last = created.get("id");
    }
    service.put(V1 + "/job/s");
    try (var stream = new Stream("?job=s", Optional.of(last))) {
      assertThat(stream.next().get("event")).isEqualTo("run.queued");
      service.delete(V1 + "/job/s");
      assertThat(stream.next().get("event")).isEqualTo("job.removed");
    }
  }

  @Test
  void theStreamCanBeginInThePast() throws Exception {
    post("past");
    try (var stream = new Stream("?job=past&from=2020-01-02T00:00:00Z", Optional.empty())) {
      assertThat(stream.next().get("event")).isEqualTo("job.created");
    }
  }

  @Test
  void theElectionAndTheRegistrationAreHistory() throws Exception {
    // The master may take longer to answer than the service to serve.
    try (var stream =
        new Stream("?type=framework.registered&from=2020-01-02T00:00:00Z", Optional.empty())) {
      assertThat(stream.next().get("event")).isEqualTo("framework.registered");
    }
    assertThat(types(service.json(V1 + "/events?type=leader.elected,framework.registered")))
        .contains("leader.elected", "framework.registered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"type=x", "type=run.failed%27", "from=x", "limit=0", "cursor=x"})
  void promises6WhatCannotBeReadIsRefused(String query) {
    assertThat(service.get(V1 + "/events?" + query).statusCode()).isEqualTo(400);
  }
}
