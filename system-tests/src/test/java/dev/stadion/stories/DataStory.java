package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps and pods keep data under a role of their own, and find them again whatever happens. */
class DataStory {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String APP = "/v2/apps//data/store";

  @TempDir private static Path data;
  private static Suite suite;

  @BeforeAll
  static void startTheSuite() throws IOException {
    // Tasks of other users get through to their sandboxes.
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
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

  @Test
  void theContainersOfAPodShareWhatTheyKeepAsThePodsUser() throws Exception {
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    String user = root ? "daemon" : System.getProperty("user.name");
    Answer created =
        suite
            .marathon()
            .post(
                "/v2/pods",
                """
                {"id":"/data/pair","role":"data","user":"%s","scaling":{"kind":"fixed","instances":1},
                 "volumes":[{"name":"kept","persistent":{"size":16}}],
                 "containers":[
                   {"name":"writes","resources":{"cpus":0.1,"mem":32},
                    "exec":{"command":{"shell":"echo run >> here/runs; exec sleep 1000"}},
                    "volumeMounts":[{"name":"kept","mountPath":"here"}]},
                   {"name":"reads","resources":{"cpus":0.1,"mem":32},
                    "exec":{"command":{"shell":"%s"}},
                    "volumeMounts":[{"name":"kept","mountPath":"there"}]}]}\
                """
                    .formatted(
                        user,
                        "n=$(wc -l < there/read); until test $(wc -l < there/runs) -gt ${n:-0};"
                            + " do sleep 0.1; done; id -un >> there/read; exec sleep 1000"));
    assertThat(created.status()).as(created.toString()).isEqualTo(201);
    String first = awaitRead(List.of(user));

    suite.marathon().delete("/v2/pods//data/pair::instances/" + first);

    assertThat(awaitRead(List.of(user, user))).isEqualTo(first);
    suite.marathon().delete("/v2/pods//data/pair");
    await().atMost(SOON).until(() -> kept("read").isEmpty());
  }

  /**
   * @return the id of the only instance, once its containers have left {@code lines} in the volume
   */
  private static String awaitRead(List<String> lines) {
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(() -> {
          JsonNode status = suite.marathon().get("/v2/pods//data/pair::status").json();
          assertThat(status.at("/status").asText()).isEqualTo("STABLE");
          assertThat(Files.readAllLines(kept("read").orElseThrow())).isEqualTo(lines);
        });
    return suite
        .marathon()
        .get("/v2/pods//data/pair::status")
        .json()
        .at("/instances/0/id")
        .asText();
  }

  /** A file in a volume of the pod, where the agent keeps it. */
  private static Optional<Path> kept(String name) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("agent/volumes"))) {
      return files
          .filter(file -> file.endsWith(name) && file.toString().contains("data_pair#kept#"))
          .findFirst();
    }
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
