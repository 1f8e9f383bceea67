package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.BadRequests.Row;
import dev.stadion.dropwizard.testing.ChunkReader;
import dev.stadion.dropwizard.testing.HttpBarrage;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** chronos.md §11.1: who does not lead passes requests on. */
class StandbyTest {
  private static final String JOBS = "/v1/scheduler/jobs";
  private static final String CREDENTIALS = "http_credentials: 'chronos:secret'\n";
  private static final String AUTHORIZATION = "Basic Y2hyb25vczpzZWNyZXQ=";

  private static Service leader;
  private static Service standby;

  @BeforeAll
  static void start() throws IOException {
    TestDatabase database = TestDatabase.fresh();
    leader = Service.leading(database, freePort(), CREDENTIALS);
    standby = Service.standby(database, CREDENTIALS);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterAll
  static void stop() {
    // First, because it ends the streams that the standby passes on.
    leader.close();
    standby.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(standby.uri(path)).header("Authorization", AUTHORIZATION);
  }

  @Test
  void requestsAndAnswersGoThroughWithTheirBodies() {
    HttpResponse<String> posted =
        standby.send(
            request("/scheduler/iso8601")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"a\",\"command\":\"x\","
                            + "\"schedule\":\"R1/2199-01-01T00:00:00Z/P1D\"}"))
                .build());

    assertThat(posted.statusCode()).isEqualTo(204);
    assertThat(posted.body()).isEmpty();
    assertThat(standby.send(request(JOBS).build()).body()).contains("\"name\":\"a\"");
    HttpResponse<String> unknown = standby.send(request("/v1/scheduler/job/nope").build());
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("Job 'nope' not found");
    assertThat(Service.read(standby.send(request("/leader").build()).body()).get("leader").asText())
        .isEqualTo(leader.uri("").getAuthority());
  }

  @Test
  void aStreamGoesThroughInWholeChunks() throws Exception {
    String authorization = "Authorization: " + AUTHORIZATION;
    try (var reader = new ChunkReader(standby.uri(""))) {
      String head =
          reader.ask(
              "/v1/scheduler/events?job=streamed",
              "Accept: text/event-stream",
              "Connection: close",
              authorization);
      assertThat(head).contains("X-Chronos-Proxied", "Transfer-Encoding: chunked");

      HttpResponse<String> posted =
          standby.send(
              request("/scheduler/iso8601")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"name\":\"streamed\",\"command\":\"x\","
                              + "\"schedule\":\"R1/2199-01-01T00:00:00Z/P1D\"}"))
                  .build());
      assertThat(posted.statusCode()).isEqualTo(204);

      assertThat(reader.next("event: job.created")).endsWith("\r\n\r\n");
    }
  }

  @Test
  void signsOfLifeAreItsOwn() {
    assertThat(standby.get("/ping").body()).isEqualTo("pong");
    assertThat(standby.send(request("/metrics").build()).statusCode()).isEqualTo(200);
    assertThat(standby.send(request("/logging").build()).statusCode()).isEqualTo(200);
  }

  @Test
  void whatWasPassedOnOnceIsNotPassedOnAgain() {
    HttpResponse<String> answer =
        standby.send(request(JOBS).header("X-Chronos-Proxied", "somebody:1").build());

    assertThat(answer.statusCode()).isEqualTo(502);
  }

  @Test
  void theStandbyItselfLooksAtWhoAsksAndForWhom() throws Exception {
    assertThat(standby.get(JOBS).statusCode()).isEqualTo(401);
    var evil =
        new Row(
            "another name", "GET", JOBS, List.of("Host: evil.example"), new byte[0], Set.of(421));
    try (var barrage = new HttpBarrage(standby.uri("").getPort())) {
      assertThat(barrage.send(evil.request())).isEqualTo(421);
    }
  }
}
