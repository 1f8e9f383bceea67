package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.dropwizard.service.RunningService;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that cannot find out yet what runs on its machine (mesos-v1.md §8.3, §11.1). */
class AgentRecoveringTest {
  @TempDir Path directory;

  @Test
  void tellsExecutorsToComeBackLaterAndDoesNotRegister() throws Exception {
    // No supervisor can work here, so nothing is known of what it keeps.
    Files.createFile(Files.createDirectories(directory.resolve("work")).resolve("supervisor"));
    FakeMaster master = new FakeMaster();
    String yaml =
        """
        server:
          applicationConnectors: [{type: http, port: 0}]
          adminConnectors: [{type: http, port: 0}]
        master: %s
        workDir: %s
        switchUser: false
        resources: cpus:4;mem:1024;disk:1024
        """
            .formatted(master.uri(), directory.resolve("work"));
    RunningService service =
        new AgentApplication()
            .start(
                "agent",
                path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                "agent.yml");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(service.api() + "/api/v1/executor"))
                  .header("Content-Type", "application/json")
                  .header("Accept", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          """
                          {"type": "SUBSCRIBE", "executor_id": {"value": "e"},
                           "framework_id": {"value": "f"}, "subscribe": {}}
                          """))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(master.subscriptions()).isZero();
    } finally {
      service.stop();
      master.close();
    }
  }
}
