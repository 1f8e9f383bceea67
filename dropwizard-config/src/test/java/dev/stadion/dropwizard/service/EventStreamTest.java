package dev.stadion.dropwizard.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.sse.Backlog;
import dev.stadion.dropwizard.sse.SseEvent;
import dev.stadion.dropwizard.sse.SseHub;
import dev.stadion.dropwizard.sse.SseSettings;
import dev.stadion.dropwizard.testing.ChunkReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(40)
class EventStreamTest {
  private SseHub hub;
  private RunningService service;
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    service.stop();
  }

  @Test
  void aReaderGetsWhatItWantsInOrder() throws Exception {
    start(new SseSettings(2, 10, Duration.ofMinutes(1), Duration.ZERO));
    BufferedReader all = read("/events");
    BufferedReader some = read("/events?type=b");

    hub.publish(new SseEvent("a", "{\"n\":1}"));
    hub.publish(new SseEvent(OptionalLong.of(7), "b", "two\nlines"));

    assertThat(lines(all, 3)).containsExactly("event: a", "data: {\"n\":1}", "");
    assertThat(lines(all, 5)).containsExactly("event: b", "data: two", "data: lines", "id: 7", "");
    assertThat(lines(some, 1)).containsExactly("event: b");
  }

  @Test
  void aSilentStreamBeats() throws Exception {
    start(new SseSettings(2, 10, Duration.ofMillis(5), Duration.ZERO));
    BufferedReader all = read("/events");

    assertThat(lines(all, 2)).containsExactly("", "");
  }

  @Test
  void oneReaderTooManyIsRefused() throws Exception {
    start(new SseSettings(1, 10, Duration.ofMinutes(1), Duration.ZERO));
    read("/events");

    assertThat(RawHttp.get(service.api(), "/events").status()).isEqualTo(503);
  }

  @Test
  void aReaderThatDoesNotReadIsCutAndNobodyWaitsForIt() throws Exception {
    start(new SseSettings(2, 10, Duration.ofMinutes(1), Duration.ZERO));
    read("/events");
    var big = new SseEvent("big", "x".repeat(100_000));

    while (hub.readers() > 0) {
      hub.publish(big);
    }

    assertThat(RawHttp.get(service.api(), "/thread").status()).isEqualTo(200);
  }

  @Test
  void aReaderThatComesBackGetsWhatItMissedAndThenWhatFollowsWithoutAGap() throws Exception {
    var told = new ConcurrentSkipListMap<Long, SseEvent>();
    start(
        new SseSettings(2, 10_000, Duration.ofMinutes(1), Duration.ZERO),
        id -> told.tailMap(id, false).values().stream().limit(7).toList());
    for (long id = 1; id <= 1_000; id++) {
      told.put(id, new SseEvent(OptionalLong.of(id), "n", "" + id));
    }
    Thread publisher =
        Thread.ofVirtual()
            .start(() -> {
              for (long id = 1_001; id <= 5_000; id++) {
                var event = new SseEvent(OptionalLong.of(id), "n", "" + id);
                // Stored first and published then, as after a commit.
                told.put(id, event);
                hub.publish(event);
              }
            });
    BufferedReader all = read("/events?after=3");
    publisher.join();

    for (long id = 4; id <= 5_000; id++) {
      assertThat(lines(all, 4)).containsExactly("event: n", "data: " + id, "id: " + id, "");
    }
  }

  @Test
  void thoseWhoWantLessGetTheBriefForm() throws Exception {
    start(new SseSettings(2, 10, Duration.ofMinutes(1), Duration.ZERO));
    BufferedReader all = read("/events");
    BufferedReader brief = read("/events?brief=true");

    hub.publish(new SseEvent(OptionalLong.empty(), "a", "long", Optional.of("short")));
    hub.publish(new SseEvent("a", "only"));

    assertThat(lines(all, 6)).contains("data: long", "data: only");
    assertThat(lines(brief, 6)).contains("data: short", "data: only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection: keep-alive", "Connection: close"})
  void anEventIsAWholeChunkBeforeTheNextOneComes(String connection) throws Exception {
    start(new SseSettings(2, 10, Duration.ofMinutes(1), Duration.ZERO));
    try (var reader = new ChunkReader(service.api())) {
      String head = reader.ask("/events", connection, "Accept-Encoding: gzip");

      assertThat(head)
          .contains("Transfer-Encoding: chunked")
          .doesNotContainIgnoringCase("content-encoding");
      assertThat(reader.next()).endsWith("data: you\r\n\r\n");

      hub.publish(new SseEvent("a", "1"));
      assertThat(reader.next()).isEqualTo("event: a\r\ndata: 1\r\n\r\n");

      hub.publish(new SseEvent("b", "2"));
      assertThat(reader.next()).isEqualTo("event: b\r\ndata: 2\r\n\r\n");
    }
  }

  @Test
  void aStreamThatEndsLeavesTheConnectionForTheNextRequest() throws Exception {
    start(SseSettings.DEFAULTS);
    try (var reader = new ChunkReader(service.api())) {
      for (int i = 0; i < 3; i++) {
        String head = reader.ask("/text", "Accept-Encoding: gzip");

        assertThat(head).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("content-encoding");
        assertThat(reader.next()).isEqualTo("some text");
        assertThat(reader.next()).isEmpty();
      }
    }
  }

  @Test
  void aStreamThatFailsBeforeItsFirstByteIsAnotherAnswer() throws Exception {
    start(SseSettings.DEFAULTS);

    assertThat(RawHttp.get(service.api(), "/text?refused=true").status()).isEqualTo(503);
  }

  @Test
  void aReaderOfChunksThatTakesNothingIsCutThoughLittleFollows() throws Exception {
    hub = new SseHub(new SseSettings(2, 10, Duration.ofMinutes(1), Duration.ZERO));
    service =
        EchoApplication.start(
            "server: {applicationConnectors: [{type: http, port: 0, bindHost: localhost,"
                + " idleTimeout: 100ms}]}",
            hub);
    try (var reader = new ChunkReader(service.api())) {
      reader.ask("/events");
      hub.publish(new SseEvent("huge", "x".repeat(30_000_000)));

      while (hub.readers() > 0) {
        Thread.onSpinWait();
      }
    }
    assertThat(hub.readers()).isZero();
  }

  @Test
  void stoppingEndsTheStreams() throws Exception {
    start(new SseSettings(2, 10, Duration.ofMinutes(1), Duration.ZERO));
    BufferedReader all = read("/events");

    service.stop();

    assertThat(lines(all, 1)).containsExactly("end of stream");
  }

  private void start(SseSettings settings) throws Exception {
    start(settings, id -> List.of());
  }

  private void start(SseSettings settings, Backlog backlog) throws Exception {
    hub = new SseHub(settings);
    service = EchoApplication.start("server: {gzip: {enabled: true}}", hub, backlog);
  }

  /** Opens the stream and reads up to the end of its first event, of which every reader is sure. */
  private BufferedReader read(String target) throws IOException {
    var socket = new Socket(service.api().getHost(), service.api().getPort());
    sockets.add(socket);
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(
            ("GET " + target + " HTTP/1.0\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n")
                .getBytes(UTF_8));
    var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    assertThat(lines(reader, 1).getFirst()).contains("200");
    String line = "";
    while (!line.equals("data: you")) {
      line = lines(reader, 1).getFirst();
      assertThat(line).doesNotContainIgnoringCase("content-encoding");
    }
    assertThat(lines(reader, 1)).containsExactly("");
    return reader;
  }

  private static List<String> lines(BufferedReader reader, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    while (lines.size() < count) {
      lines.add(Optional.ofNullable(reader.readLine()).orElse("end of stream"));
    }
    return lines;
  }
}
