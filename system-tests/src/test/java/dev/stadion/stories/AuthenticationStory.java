package dev.stadion.stories;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stadion.agent.AgentApplication;
import dev.stadion.dropwizard.config.ServiceConfiguration;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.dropwizard.service.StadionApplication;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.marathon.MarathonApplication;
import dev.stadion.master.MasterApplication;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master that asks everybody who they are, with an agent and a framework that can tell. */
class AuthenticationStory {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String SERVER =
      """
      server:
        applicationConnectors: [{type: http, port: 0}]
        adminConnectors: [{type: http, port: 0}]
      """;

  @TempDir private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Deque<RunningService> services = new ArrayDeque<>();

  @AfterEach
  void stop() {
    services.forEach(RunningService::stop);
    http.close();
  }

  @Test
  void anAppRunsWhereEverybodyHasToSayWhoTheyAre() throws Exception {
    TestDatabase database = TestDatabase.fresh();
    String store =
        "database: {url: \"%s\", user: \"%s\", password: \"%s\"}\n"
            .formatted(database.url(), database.user(), database.password());
    URI master =
        start(
            new MasterApplication(),
            store
                + """
                credentials: %s
                authenticateFrameworks: true
                authenticateAgents: true
                authenticateReadonly: true
                authenticateReadwrite: true
                acls:
                  permissive: false
                  register_agents: [{principals: {values: [agents]}, agents: {type: ANY}}]
                  register_frameworks: [{principals: {values: [web]}, roles: {values: ["*"]}}]
                  run_tasks: [{principals: {values: [web]}, users: {type: ANY}}]
                  get_endpoints: [{principals: {values: [ann, bob]}, paths: {type: ANY}}]
                  view_frameworks: [{principals: {values: [ann]}, users: {type: ANY}}]
                  view_tasks: [{principals: {values: [ann]}, users: {type: ANY}}]
                """
                    .formatted(credentials()));
    URI agent =
        start(
            new AgentApplication(),
            """
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
                    master, directory.resolve("work"), secret("agents", "a's"), credentials()));
    URI marathon =
        start(
            new MarathonApplication(),
            store
                + """
                master: %s
                mesosAuthenticationPrincipal: web
                mesosAuthenticationSecretFile: %s
                """
                    .formatted(master, secret("web", "w's")));
    await().atMost(SOON).until(() -> create(marathon) == 201);

    await()
        .atMost(SOON)
        .until(() -> get(marathon, "/v2/apps/hello", "").body().contains("\"tasksRunning\":1"));

    assertThat(get(master, "/state", "").statusCode()).isEqualTo(401);
    assertThat(get(agent, "/state", "").statusCode()).isEqualTo(401);
    assertThat(get(master, "/state", "web:w's").statusCode()).isEqualTo(403);
    assertThat(get(agent, "/state", "ann:n's").body()).contains("\"hello");
    assertThat(get(master, "/state", "ann:n's").body())
        .contains("\"principal\":\"web\"", "\"state\":\"TASK_RUNNING\"");
    assertThat(get(master, "/state", "bob:b's").body()).contains("\"frameworks\":[]");
  }

  private URI start(StadionApplication<? extends ServiceConfiguration> application, String yaml)
      throws Exception {
    RunningService service =
        application.start(
            application.getName(),
            path -> new ByteArrayInputStream((SERVER + yaml).getBytes(UTF_8)),
            "service.yml");
    services.push(service);
    return service.api();
  }

  private Path credentials() throws IOException {
    return secret(
        "credentials",
        """
        {"credentials":[{"principal":"agents","secret":"a's"},{"principal":"web","secret":"w's"},
                        {"principal":"ann","secret":"n's"},{"principal":"bob","secret":"b's"}]}
        """);
  }

  private Path secret(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private int create(URI marathon) throws Exception {
    String app = "{\"id\":\"/hello\",\"cmd\":\"sleep 1000\",\"cpus\":0.1,\"mem\":32}";
    return http.send(
            HttpRequest.newBuilder(URI.create(marathon + "/v2/apps"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(app))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private HttpResponse<String> get(URI service, String path, String pair) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service + path));
    if (!pair.isEmpty()) {
      String token = Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
      request.header("Authorization", "Basic " + token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
