package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.agent.runtime.Tasks;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.mesos.v1.TaskState;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a service: configured by YAML, asked over HTTP. */
class AgentApplicationTest {
  private static final ObjectMapper JSON = new ObjectMapper();

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
        attributes: rack:r7;weight:2.5;slots:[1-4]
        """
            .formatted(master.uri(), directory);
    service =
        new AgentApplication()
            .start(
                "agent",
                path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                "agent.yml");
    master.awaitSubscription(1);
  }

  @AfterEach
  void stop() {
    service.stop();
    http.close();
    master.close();
  }

  @Test
  void tellsWhatItIsAndWhatItRuns() throws Exception {
    master.run(Tasks.shell("t", "echo out; sleep 1000"));
    master.await("t", TaskState.TASK_RUNNING);

    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(json("/version").path("version").asText()).matches("\\d+(\\.\\d+)+");
    JsonNode state = json("/state");
    assertThat(state).isEqualTo(json("/slave(1)/state"));
    assertThat(state.path("id").asText()).isEqualTo("agent-1");
    assertThat(state.path("pid").asText())
        .isEqualTo("slave(1)@127.0.0.1:" + service.api().getPort());
    assertThat(state.path("resources").toString())
        .isEqualTo(
            "{\"cpus\":4.0,\"gpus\":0.0,\"mem\":1024.0,\"disk\":1024.0,"
                + "\"ports\":\"[31000-32000]\"}");
    assertThat(state.path("attributes").toString())
        .isEqualTo("{\"rack\":\"r7\",\"weight\":2.5,\"slots\":\"[1-4]\"}");
    JsonNode executor = state.path("frameworks").path(0).path("executors").path(0);
    assertThat(executor.path("id").asText()).isEqualTo("t");
    assertThat(Path.of(executor.path("directory").asText())).isDirectory();
    assertThat(executor.path("tasks").path(0).path("state").asText()).isEqualTo("TASK_RUNNING");
    assertThat(
            http.send(
                    HttpRequest.newBuilder(URI.create(service.admin() + "/healthcheck")).build(),
                    HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void showsTheFilesOfASandboxAndNothingElse() throws Exception {
    master.run(Tasks.shell("t", "echo hello; ln -s /etc leak; ln -s /etc/passwd stolen; mkfifo p"));
    master.awaitEnd("t");
    String latest = "/frameworks/framework-1/executors/t/runs/latest";

    assertThat(json("/files/read?offset=0&path=" + latest + "/stdout").toString())
        .contains("\"data\":\"hello\\n\"", "\"offset\":0");
    assertThat(json("/files/read?path=" + latest + "/stdout").toString())
        .contains("\"data\":\"\"", "\"offset\":6");
    assertThat(json("/files/read?offset=3&length=2&path=" + latest + "/stdout").path("data"))
        .hasToString("\"lo\"");
    assertThat(json("/files/browse?path=" + latest).toString()).contains("stdout", "stderr");
    HttpResponse<String> download = get("/files/download?path=" + latest + "/stdout");
    assertThat(download.body()).isEqualTo("hello\n");
    assertThat(download.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"stdout\"");

    assertThat(status("/files/read")).isEqualTo(400);
    assertThat(status("/files/read?offset=0&path=" + latest)).isEqualTo(400);
    assertThat(status("/files/read?offset=0&path=" + latest + "/p")).isEqualTo(400);
    assertThat(status("/files/read?offset=0&path=" + latest + "/stolen")).isEqualTo(400);
    assertThat(status("/files/read?offset=0&path=" + latest + "/leak/passwd")).isEqualTo(404);
    assertThat(status("/files/read?offset=0&path=" + latest + "/nothing")).isEqualTo(404);
    assertThat(status("/files/read?offset=0&path=/etc/passwd")).isEqualTo(404);
    assertThat(status("/files/browse?path=" + encoded(directory + "/slaves/../meta")))
        .isEqualTo(404);
    assertThat(status("/files/browse?path=" + encoded(directory.toString()))).isEqualTo(404);
    assertThat(Files.exists(directory.resolve("meta/agent.journal"))).isTrue();
  }

  private static String encoded(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(service.api() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private int status(String path) throws Exception {
    return get(path).statusCode();
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }
}
