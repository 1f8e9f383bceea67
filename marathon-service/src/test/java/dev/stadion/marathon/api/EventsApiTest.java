package dev.stadion.marathon.api;

import static dev.stadion.marathon.api.RunningMarathon.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.ChunkReader;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.marathon.api.EventStream.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The event stream (marathon.md §4, promises.md P13) of a real server. */
@Timeout(60)
class EventsApiTest {
  private static TestDatabase database;
  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.fresh();
    marathon = new RunningMarathon(database, 0, "");
  }

  @AfterAll
  static void stop() {
    marathon.close();
  }

  private static void create(String id) {
    assertThat(
            marathon.post("/v2/apps", "{'id':'" + id + "','cmd':'sleep 1','instances':0}").status())
        .isEqualTo(201);
  }

  @Test
  void s4_plansAreWholeUnlessTheyAreWantedLight() throws Exception {
    create("/s4/db");
    try (var whole = new EventStream(marathon, "?event_type=deployment_info");
        var light = new EventStream(marathon, "?event_type=deployment_info&plan-format=light")) {
      var changed = marathon.put("/v2/apps/s4/db", json("{'cmd':'sleep 2','instances':0}"));
      assertThat(changed.status()).isEqualTo(200);
      String deployment = changed.json().path("deploymentId").asText();

      JsonNode plan = plan(whole, deployment);
      assertThat(plan.properties().stream().map(e -> e.getKey()))
          .containsExactly("id", "original", "target", "steps", "version");
      JsonNode original = plan.path("original");
      assertThat(original.properties().stream().map(e -> e.getKey()))
          .containsExactlyInAnyOrder("id", "dependencies", "version", "apps", "groups", "pods");
      assertThat(original.path("id").asText()).isEqualTo("/");
      JsonNode before = original.path("groups").path(0).path("apps").path(0);
      JsonNode after = plan.path("target").path("groups").path(0).path("apps").path(0);
      assertThat(before.path("cmd").asText()).isEqualTo("sleep 1");
      assertThat(after.path("cmd").asText()).isEqualTo("sleep 2");
      assertThat(after.path("version")).isEqualTo(plan.path("version"));
      assertThat(plan.path("target").path("version")).isEqualTo(plan.path("version"));

      JsonNode brief = plan(light, deployment);
      assertThat(brief.properties().stream().map(e -> e.getKey()))
          .containsExactly("id", "steps", "version");
      assertThat(brief.path("id")).isEqualTo(plan.path("id"));
    }
  }

  /** What was made before may be announced after its answer, step by step. */
  private static JsonNode plan(EventStream stream, String deployment) throws IOException {
    JsonNode plan = stream.next().data().path("plan");
    while (!plan.path("id").asText().equals(deployment)) {
      plan = stream.next().data().path("plan");
    }
    return plan;
  }

  @Test
  void s4_typesMayBeRepeatedOrListed() throws Exception {
    String listed = "?event_type=deployment_success,api_post_event";
    String repeated = "?event_type=deployment_success&event_type=api_post_event";
    for (String query : List.of(listed, repeated)) {
      try (var stream = new EventStream(marathon, query)) {
        create("/types/" + query.length());

        assertThat(List.of(stream.next().type(), stream.next().type()))
            .containsExactly("api_post_event", "deployment_success");
      }
    }
  }

  @Test
  void s4_othersComingAndGoingIsTold() throws Exception {
    try (var watcher =
        new EventStream(
            marathon, "?event_type=event_stream_attached&event_type=event_stream_detached")) {
      assertThat(watcher.next().type()).isEqualTo("event_stream_attached");
      try (var guest = new EventStream(marathon, "")) {
        assertThat(guest.next().type()).isEqualTo("event_stream_attached");
        Event attached = watcher.next("event_stream_attached");
        assertThat(attached.data().path("remoteAddress").asText()).isEqualTo("127.0.0.1");
        assertThat(attached.id()).isEmpty();
      }
    }
  }

  /** More than there are requests at work at a time (promises.md §7.12). */
  @Test
  void p13_manyReadersKeepNobodyFromTheApi() throws Exception {
    var readers = new ArrayList<EventStream>();
    try {
      for (int i = 0; i < 150; i++) {
        readers.add(new EventStream(marathon, "?event_type=api_post_event"));
      }

      create("/many/readers");

      for (EventStream reader : readers) {
        assertThat(reader.next().data().at("/appDefinition/id").asText())
            .isEqualTo("/many/readers");
      }
    } finally {
      for (EventStream reader : readers) {
        reader.close();
      }
    }
  }

  /** The original's server sends whole chunks, on which clients that read by chunks depend. */
  @ParameterizedTest
  @ValueSource(strings = {"Connection: keep-alive", "Connection: close"})
  void s4_anEventIsAWholeChunkBeforeTheNextOneComes(String connection) throws Exception {
    try (var reader = new ChunkReader(marathon.api())) {
      String head =
          reader.ask(
              "/v2/events?event_type=api_post_event",
              "Accept: text/event-stream",
              "Accept-Encoding: gzip, deflate",
              connection);
      assertThat(head)
          .startsWith("HTTP/1.1 200")
          .contains("Transfer-Encoding: chunked")
          .doesNotContainIgnoringCase("content-encoding");

      create("/chunk/" + connection.length());

      assertThat(reader.next("event: api_post_event"))
          .contains("/chunk/" + connection.length())
          .endsWith("\r\n\r\n");
    }
  }

  @Test
  void s4_aHeadIsNoReader() {
    RunningMarathon.Answer head =
        marathon.send("HEAD", "/v2/events", "", "Accept", "text/event-stream");

    assertThat(head.status()).isEqualTo(200);
  }

  @Test
  void p13_whoComesBackGetsWhatWasMissedEvenFromTheNextLeader() throws Exception {
    Event last;
    var before = new ArrayList<Event>();
    try (var stream = new EventStream(marathon, "?event_type=api_post_event")) {
      create("/p13/one");
      last = stream.next();
      assertThat(last.id()).isNotEmpty();
      create("/p13/two");
      create("/p13/three");
      before.add(stream.next());
      before.add(stream.next());
    }
    marathon.close();
    marathon = new RunningMarathon(database, 0, "");

    try (var stream =
        new EventStream(marathon, "?event_type=api_post_event", "Last-Event-ID", last.id())) {
      assertThat(List.of(stream.next(), stream.next())).isEqualTo(before);
      create("/p13/four");
      Event live = stream.next();
      assertThat(live.data().path("appDefinition").path("id").asText()).isEqualTo("/p13/four");
      assertThat(Long.parseLong(live.id())).isGreaterThan(Long.parseLong(before.getLast().id()));
    }
    try (var stream =
        new EventStream(
            marathon,
            "?event_type=deployment_success&plan-format=light",
            "Last-Event-ID",
            last.id())) {
      assertThat(stream.next().data().path("plan").has("original")).isFalse();
    }
  }

  @Test
  void p13_anIdThatIsNoneIsRefusedAndOneThatNeverWasIsIgnored() throws Exception {
    assertThat(
            marathon
                .get("/v2/events", "Accept", "text/event-stream", "Last-Event-ID", "x'\\r")
                .json()
                .path("message")
                .asText())
        .contains("Last-Event-ID");
    try (var stream = new EventStream(marathon, "", "Last-Event-ID", "999999999999")) {
      assertThat(stream.next().type()).isEqualTo("event_stream_attached");
      create("/p13/future");
      assertThat(stream.next("api_post_event").data().path("uri").asText()).isEqualTo("/v2/apps");
    }
  }

  @Test
  void p14_aRefusalIsToldButChangesNothing() throws Exception {
    try (var stream = new EventStream(marathon, "?event_type=group_change_failed")) {
      create("/p14/a");
      marathon.put("/v2/apps/p14/a", "{'dependencies':['/p14/a']}");

      assertThat(stream.next().id()).isEmpty();
    }
  }
}
