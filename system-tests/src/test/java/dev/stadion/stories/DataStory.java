package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app keeps data under a role of its own, and finds it again whatever happens to its tasks. */
class DataStory {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String APP = "/v2/apps//data/store";

  @TempDir private static Path data;
  private static Suite suite;

  @BeforeAll
  static void startTheSuite() {
    suite = Suite.start(data);
  }

  @AfterAll
  static void stopTheSuite() {
    suite.close();
  }

  @Test
  void whatOneTaskWroteTheNextOneReads() {
    Answer created =
        suite
            .marathon()
            .post(
                "/v2/apps",
                """
                {"id":"/data/store","role":"data","cpus":0.1,"mem":32,"instances":1,
                 "cmd":"echo run >> kept/runs; exec python3 -m http.server $PORT0",
                 "portDefinitions":[{"port":0}],"backoffSeconds":1,
                 "container":{"type":"MESOS","volumes":[
                   {"containerPath":"kept","mode":"RW","persistent":{"size":16}}]}}\
                """);
    assertThat(created.status()).as(created.toString()).isEqualTo(201);
    JsonNode first = awaitRuns(1);
    String volume = first.at("/localVolumes/0/persistenceId").asText();
    assertThat(volume).startsWith("data_store#kept#");
    assertThat(first.at("/role").asText()).isEqualTo("data");

    suite.marathon().delete(APP + "/tasks/" + first.at("/id").asText());
    JsonNode second = awaitRuns(2);
    assertThat(second.at("/localVolumes/0/persistenceId").asText()).isEqualTo(volume);
    assertThat(second.at("/ports/0").asInt()).isEqualTo(first.at("/ports/0").asInt());

    suite.marathon().put(APP, "{\"env\":{\"A\":\"b\"}}");
    JsonNode third = awaitRuns(3);
    assertThat(third.at("/localVolumes/0/persistenceId").asText()).isEqualTo(volume);

    suite.kill9();
    suite.startAgain();
    JsonNode adopted = awaitRuns(3);
    assertThat(adopted.at("/id").asText()).isEqualTo(third.at("/id").asText());
    suite.marathon().delete(APP + "/tasks/" + adopted.at("/id").asText());
    JsonNode fourth = awaitRuns(4);
    assertThat(fourth.at("/localVolumes/0/persistenceId").asText()).isEqualTo(volume);

    suite.marathon().delete(APP);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(
                    suite
                        .master()
                        .get("/master/slaves")
                        .json()
                        .at("/slaves/0/reserved_resources_full"))
                .isEmpty());
  }

  /** The only task, once it has found what {@code runs - 1} others left. */
  private static JsonNode awaitRuns(int runs) {
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(() -> {
          JsonNode task = suite.marathon().get(APP).json().at("/app/tasks/0");
          assertThat(task.at("/state").asText()).isEqualTo("TASK_RUNNING");
          var served = new Api(URI.create("http://127.0.0.1:" + task.at("/ports/0").asInt()));
          assertThat(served.get("/kept/runs").response().body()).isEqualTo("run\n".repeat(runs));
        });
    return suite.marathon().get(APP).json().at("/app/tasks/0");
  }
}
