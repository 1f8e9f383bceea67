package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.dropwizard.auth.Credentials;
import dev.stadion.dropwizard.service.RunningService;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask an agent, and who the agent says it is (mesos-v1.md §14). */
class AuthenticationTest {
  private static final List<String> READING =
      List.of("/state", "/slave(1)/state", "/state.json", "/containers", "/flags", "/files/browse");

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private FakeMaster master;
  private RunningService service;

  @BeforeEach
  void startMaster() throws Exception {
    master = new FakeMaster();
  }

  @AfterEach
  void stop() {
    if (service != null) {
      service.stop();
    }
    http.close();
    master.close();
  }

  private void start() throws Exception {
    String yaml =
        """
        server:
          applicationConnectors: [{type: http, port: 0}]
          adminConnectors: [{type: http, port: 0}]
        master: %s
        workDir: %s
        resources: cpus:4;mem:1024;disk:1024
        principal: agents
        secretFile: %s
        credentials: %s
        authenticateReadonly: true
        authenticateReadwrite: true
        executors: {authenticate: true}
        """
            .formatted(
                master.uri(),
                directory.resolve("work"),
                secret("secret", "hush\n", "rw-------"),
                secret(
                    "credentials",
                    "{\"credentials\":[{\"principal\":\"ann\",\"secret\":\"right\"}]}",
                    "rw-------"));
    service =
        new AgentApplication()
            .start(
                "agent",
                path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                "agent.yml");
  }

  private Path secret(String name, String text, String mode) throws Exception {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
    return file;
  }

  @Test
  void theMasterIsToldWhoTheAgentIs() throws Exception {
    start();
    master.awaitSubscription(1);

    assertThat(master.authorizations()).containsOnly(Credentials.header("agents", "hush"));
  }

  @Test
  void whoReadsOrOperatesMustSayWhoTheyAre() throws Exception {
    start();
    master.awaitSubscription(1);
    String ann = Credentials.header("ann", "right");

    for (String wrong : List.of("", Credentials.header("ann", "wrong"), "Bearer right")) {
      for (String path : READING) {
        HttpResponse<String> answer = ask("GET", path, wrong);
        assertThat(answer.statusCode()).as(path).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
            .contains("Basic realm=\"mesos-agent-readonly\"");
        ask("GET", "/flags", ann); // so that it is not taken for guessing
      }
      for (String path : List.of("/api/v1", "/slave(1)/api/v1")) {
        HttpResponse<String> answer = ask("POST", path, wrong);
        assertThat(answer.statusCode()).as(path).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
            .contains("Basic realm=\"mesos-agent-readwrite\"");
      }
      assertThat(ask("GET", "/health", wrong).statusCode()).isEqualTo(200);
      assertThat(ask("GET", "/version", wrong).statusCode()).isEqualTo(200);
    }
    assertThat(ask("GET", "/state", ann).statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/slave(1)/state", ann).statusCode()).isEqualTo(200);
    assertThat(ask("POST", "/api/v1", ann).statusCode()).isEqualTo(200);
    // Whoever the agent knows is still no executor of its own.
    HttpResponse<String> executor = ask("POST", "/api/v1/executor", ann);
    assertThat(executor.statusCode()).isEqualTo(401);
    assertThat(executor.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("mesos-agent-executor");
  }

  @Test
  void aSecretThatOthersCanReadEndsTheStart() throws Exception {
    secret("credentials", "{\"credentials\":[]}", "rw-r--r--");

    assertThatThrownBy(this::start).hasMessageContaining("must have mode 0600");
  }

  private HttpResponse<String> ask(String method, String path, String authorization)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service.api() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString("{\"type\":\"GET_HEALTH\"}"));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
