package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.agent.runtime.Tasks;
import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.Value;
import dev.stadion.mesos.v1.Volume;
import dev.stadion.mesos.v1.agent.Call;
import dev.stadion.mesos.v1.agent.Response;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a service: configured by YAML, asked over HTTP. */
class AgentApplicationTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What mesos_exporter looks for on an agent (mesos-v1.md §12.4). */
  private static final List<String> EXPORTED =
      Stream.concat(
              Stream.of("cpus", "mem", "disk", "gpus")
                  .flatMap(name ->
                      Stream.of("_total", "_used", "_revocable_total", "_revocable_used")
                          .map(figure -> "slave/" + name + figure)),
              Stream.of(
                  "slave/registered",
                  "slave/uptime_secs",
                  "slave/executors_registering",
                  "slave/executors_running",
                  "slave/executors_terminating",
                  "slave/executors_terminated",
                  "slave/executors_preempted",
                  "slave/frameworks_active",
                  "slave/tasks_error",
                  "slave/tasks_failed",
                  "slave/tasks_finished",
                  "slave/tasks_killed",
                  "slave/tasks_lost",
                  "slave/tasks_running",
                  "slave/tasks_staging",
                  "slave/tasks_starting",
                  "slave/valid_framework_messages",
                  "slave/invalid_framework_messages",
                  "slave/valid_status_updates",
                  "slave/invalid_status_updates"))
          .toList();

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
        switchUser: false
        resources: cpus:4;mem:1024;disk:1024
        attributes: rack:r7;weight:2.5;slots:[1-4]
        fetcher: {allowCidrs: [127.0.0.0/8], localRoots: [/opt], cacheSize: 10MiB, within: 1m}
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
  void theMachineIsToldAsByLibprocess() throws Exception {
    JsonNode stats = json("/system/stats.json");

    assertThat(stats.properties().stream().map(e -> e.getKey()))
        .containsExactlyInAnyOrder(
            "avg_load_1min",
            "avg_load_5min",
            "avg_load_15min",
            "cpus_total",
            "mem_total_bytes",
            "mem_free_bytes");
    assertThat(stats.path("cpus_total").asInt())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(stats.path("mem_free_bytes").asLong())
        .isBetween(1L, stats.path("mem_total_bytes").asLong());
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
    assertThat(state.path("capabilities").toString())
        .contains("MULTI_ROLE", "AGENT_DRAINING", "TASK_RESOURCE_LIMITS");
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

  /** mesos-v1.md §12.3: what operators and tools see of reservations on an agent. */
  @Test
  void tellsForWhomItsResourcesAreSetAsideAndWhatOfThemIsUsed() throws Exception {
    Resource reserved = reserved("mem", 256, "");
    Resource volume = reserved("disk", 64, "v1");
    master.checkpoint(reserved, volume);
    master.run(
        Tasks.shell("t", "exec sleep 1000").toBuilder()
            .addResources(reserved)
            .addResources(volume)
            .build());
    master.await("t", TaskState.TASK_RUNNING);

    JsonNode state = json("/state");

    assertThat(state.at("/resources/mem").asDouble()).isEqualTo(1024);
    assertThat(state.path("reserved_resources").toString())
        .isEqualTo(
            "{\"web\":{\"cpus\":0.0,\"gpus\":0.0,\"mem\":256.0,\"disk\":64.0,\"ports\":\"[]\"}}");
    assertThat(state.path("unreserved_resources").toString())
        .isEqualTo(
            "{\"cpus\":4.0,\"gpus\":0.0,\"mem\":768.0,\"disk\":960.0,"
                + "\"ports\":\"[31000-32000]\"}");
    assertThat(state.at("/reserved_resources_allocated/web/mem").asDouble()).isEqualTo(256);
    assertThat(state.at("/unreserved_resources_allocated/mem").asDouble()).isEqualTo(64);
    assertThat(state.at("/unreserved_resources_allocated/cpus").asDouble()).isEqualTo(0.1);
  }

  /**
   * @param volume its id; empty when it is none
   */
  private static Resource reserved(String name, double amount, String volume) {
    Resource.Builder resource =
        Resource.newBuilder()
            .setName(name)
            .setType(Value.Type.SCALAR)
            .setScalar(Value.Scalar.newBuilder().setValue(amount));
    resource.addReservationsBuilder().setType(Resource.ReservationInfo.Type.DYNAMIC).setRole("web");
    if (!volume.isEmpty()) {
      resource.getDiskBuilder().getPersistenceBuilder().setId(volume);
      resource.getDiskBuilder().getVolumeBuilder().setContainerPath("data").setMode(Volume.Mode.RW);
    }
    return resource.build();
  }

  @Test
  void showsTheFilesOfASandboxAndNothingElse() throws Exception {
    master.run(
        Tasks.shell(
            "t",
            "echo hello; ln -s /etc leak; ln -s /etc/passwd stolen; mkfifo p; mkdir .secrets; echo x > .secrets/0"));
    master.awaitEnd("t");
    String latest = "/frameworks/framework-1/executors/t/runs/latest";

    assertThat(json("/files/read?offset=0&path=" + latest + "/stdout").toString())
        .contains("\"data\":\"hello\\n\"", "\"offset\":0");
    assertThat(json("/files/read?path=" + latest + "/stdout").toString())
        .contains("\"data\":\"\"", "\"offset\":6");
    assertThat(json("/files/read?offset=3&length=2&path=" + latest + "/stdout").path("data"))
        .hasToString("\"lo\"");
    assertThat(json("/files/browse?path=" + latest).toString()).contains("stdout", "stderr");
    assertThat(json("/files/browse?path=" + latest + "/.").toString()).contains("stdout", "stderr");
    assertThat(json("/files/browse?path=" + latest + "/stdout")).isEmpty();
    HttpResponse<String> download = get("/files/download?path=" + latest + "/stdout");
    assertThat(download.body()).isEqualTo("hello\n");
    assertThat(download.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"stdout\"");

    assertThat(json("/files/browse?path=" + latest).toString()).doesNotContain("secrets");
    for (String route : List.of("browse?", "read?offset=0&", "download?")) {
      assertThat(status("/files/" + route + "path=" + latest + "/.secrets/0")).isEqualTo(404);
      assertThat(status("/files/" + route + "path=" + latest + "/.secrets")).isEqualTo(404);
      assertThat(status("/files/" + route + "path=" + latest + "/./.secrets/0")).isEqualTo(404);
    }

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

  @Test
  void answersUnderEveryPathThatToolsOfMesosUse() throws Exception {
    master.run(Tasks.shell("t", "echo out; sleep 1000"));
    master.await("t", TaskState.TASK_RUNNING);

    for (String prefix : List.of("", "/slave(1)", "/slave%281%29")) {
      for (String suffix : List.of("", ".json")) {
        assertThat(status(prefix + "/health" + suffix)).isEqualTo(200);
        assertThat(json(prefix + "/state" + suffix).path("id").asText()).isEqualTo("agent-1");
        assertThat(json(prefix + "/flags" + suffix).path("flags").path("work_dir").asText())
            .isEqualTo(directory.toString());
        assertThat(json(prefix + "/flags").path("flags").path("fetcher_cache_size").asText())
            .isEqualTo("10485760B");
        assertThat(json(prefix + "/monitor/statistics" + suffix)).hasSize(1);
        assertThat(json(prefix + "/containers" + suffix)).hasSize(1);
        assertThat(json(prefix + "/files/debug" + suffix).has("/frameworks")).isTrue();
        assertThat(json(prefix + "/metrics/snapshot" + suffix).path("slave/registered").asInt())
            .isEqualTo(1);
      }
    }
    JsonNode state = json("/state").path("frameworks").get(0);
    JsonNode executor = state.path("executors").get(0);
    String sandbox = executor.path("directory").asText();
    String latest =
        "/frameworks/%s/executors/%s/runs/latest"
            .formatted(state.path("id").asText(), executor.path("id").asText());
    assertThat(sandbox).endsWith("/runs/" + executor.path("container").asText());
    JsonNode virtual = json("/files/debug");
    assertThat(virtual.path(sandbox)).hasToString("\"" + sandbox + "\"");
    assertThat(virtual.path(latest)).hasToString("\"" + sandbox + "\"");
    HttpResponse<String> called = get("/slave(1)/monitor/statistics?jsonp=angular.callbacks._1");
    assertThat(called.headers().firstValue("Content-Type").orElse("")).contains("text/javascript");
    assertThat(called.body()).startsWith("angular.callbacks._1([").endsWith("]);");
    assertThat(get("/state?jsonp=alert(1)").body()).startsWith("{");
  }

  @Test
  void tellsWhatContainersUseAndHowItFares() throws Exception {
    master.run(Tasks.shell("bad", "exit 1"), Tasks.shell("t", "sleep 1000 & sleep 1000"));
    master.await("t", TaskState.TASK_RUNNING);
    master.awaitEnd("bad");
    Waiting.until(
        "both sleep", () -> statistics().path("statistics").path("processes").asInt() == 3);

    JsonNode one = statistics();
    assertThat(one.path("executor_id").asText()).isEqualTo("t");
    assertThat(one.path("executor_name").asText())
        .isEqualTo("Command Executor (Task: t) (Command: sh -c 'sleep 1000 &...')");
    assertThat(one.path("framework_id").asText()).isEqualTo("framework-1");
    JsonNode usage = one.path("statistics");
    assertThat(usage.path("mem_rss_bytes").asLong()).isPositive();
    assertThat(usage.path("mem_limit_bytes").asLong()).isEqualTo(96L << 20);
    assertThat(usage.path("cpus_limit").asDouble()).isEqualTo(0.1);
    assertThat(usage.has("cpus_user_time_secs")).isTrue();

    JsonNode metrics = json("/metrics/snapshot");
    assertThat(EXPORTED).allSatisfy(name -> assertThat(metrics.has(name)).as(name).isTrue());
    metrics.forEach(value -> assertThat(value.isNumber()).isTrue());
    assertThat(metrics.path("slave/tasks_running").asInt()).isEqualTo(1);
    assertThat(metrics.path("slave/tasks_failed").asInt()).isEqualTo(1);
    assertThat(metrics.path("slave/mem_used").asInt()).isEqualTo(64);
    assertThat(metrics.path("slave/mem_percent").asDouble()).isEqualTo(64.0 / 1024);
    assertThat(metrics.path("slave/executors_running").asInt()).isEqualTo(1);
    assertThat(metrics.path("system/mem_total_bytes").asLong()).isPositive();
    assertThat(metrics.has("containerizer/fetcher/task_fetches_failed")).isTrue();
    JsonNode task = json("/state").at("/frameworks/0/executors/0/tasks/0");
    assertThat(task.path("role").asText()).isNotEmpty();
    assertThat(task.at("/statuses/0/container_status/container_id/value").asText())
        .isEqualTo(json("/containers").at("/0/container_id").asText());
  }

  @Test
  void readsFilesInPagesAndBeyondTheirEnd() throws Exception {
    int size = 2 * 1024 * 1024 + 10;
    master.run(Tasks.shell("t", "head -c " + size + " /dev/zero | tr '\\0' x > big"));
    master.awaitEnd("t");
    String big = "/frameworks/framework-1/executors/t/runs/latest/big";

    assertThat(json("/files/read?path=" + big).path("offset").asInt()).isEqualTo(size);
    assertThat(json("/files/read?offset=0&path=" + big).path("data").asText())
        .hasSize(16 * 64 * 1024);
    assertThat(json("/files/read?offset=0&length=-1&path=" + big).path("data").asText())
        .hasSize(16 * 64 * 1024);
    assertThat(json("/files/read.json?offset=" + (size - 3) + "&length=100&path=" + big))
        .hasToString("{\"data\":\"xxx\",\"offset\":" + (size - 3) + "}");
    assertThat(json("/files/read?offset=" + (size + 5) + "&path=" + big).path("data").asText())
        .isEmpty();
    assertThat(status("/files/read?offset=x&path=" + big)).isEqualTo(400);
    assertThat(status("/files/read?offset=-2&path=" + big)).isEqualTo(400);
    assertThat(status("/files/read?offset=0&path=%00")).isIn(400, 404);
    assertThat(status("/files/browse?path=" + encoded(directory + "/slaves-not"))).isEqualTo(404);
    assertThat(get("/files/download?path=" + big).body()).hasSize(size);
  }

  @Test
  void answersTheCallsOfAnOperator() throws Exception {
    master.run(Tasks.shell("ended", "echo hello"), Tasks.shell("t", "sleep 1000"));
    master.await("t", TaskState.TASK_RUNNING);
    master.awaitEnd("ended");
    String latest = "/frameworks/framework-1/executors/ended/runs/latest";

    assertThat(call("GET_HEALTH").at("/get_health/healthy").asBoolean()).isTrue();
    assertThat(call("GET_VERSION").at("/get_version/version_info/version").asText())
        .matches("\\d+(\\.\\d+)+");
    assertThat(call("GET_FLAGS").at("/get_flags/flags")).isNotEmpty();
    assertThat(call("GET_METRICS").at("/get_metrics/metrics")).isNotEmpty();
    assertThat(call("GET_AGENT").at("/get_agent/agent_info/id/value").asText())
        .isEqualTo("agent-1");
    assertThat(call("GET_TASKS").at("/get_tasks/launched_tasks/0/task_id/value").asText())
        .isEqualTo("t");
    assertThat(
            call("GET_STATE")
                .at("/get_state/get_executors/executors/0/executor_info/name")
                .asText())
        .startsWith("Command Executor (Task: t)");
    assertThat(call("GET_FRAMEWORKS").at("/get_frameworks/frameworks")).hasSize(1);
    assertThat(
            call("GET_CONTAINERS")
                .at("/get_containers/containers/0/resource_statistics/mem_limit_bytes")
                .asLong())
        .isEqualTo(96L << 20);
    assertThat(call("GET_OPERATIONS").path("type").asText()).isEqualTo("GET_OPERATIONS");
    assertThat(
            answer("{\"type\":\"LIST_FILES\",\"list_files\":{\"path\":\"" + latest + "\"}}").body())
        .contains("stdout", "\"mode\":33152");
    assertThat(
            answer(
                    "{\"type\":\"READ_FILE\",\"read_file\":{\"path\":\""
                        + latest
                        + "/stdout\",\"offset\":1,\"length\":3}}")
                .body())
        .contains("\"size\":6", "\"data\":\"ZWxs\"");

    assertThat(answer("{\"type\":\"ATTACH_CONTAINER_OUTPUT\"}").statusCode()).isEqualTo(501);
    assertThat(answerAt("/api/v1/state", "{\"type\":\"GET_TASKS\"}").statusCode()).isEqualTo(200);
    String session = "{\"type\":\"LAUNCH_NESTED_CONTAINER_SESSION\"}";
    assertThat(answer(session, "Accept", "application/recordio").statusCode()).isEqualTo(501);
    assertThat(answer(session, "Accept", "text/html").statusCode()).isEqualTo(406);
    assertThat(answer("{\"type\":\"READ_FILE\"}").statusCode()).isEqualTo(400);
    assertThat(answer("{}").statusCode()).isEqualTo(400);
    assertThat(answer("nonsense").statusCode()).isEqualTo(400);
    assertThat(status("/api/v1")).isEqualTo(405);
    HttpResponse<byte[]> protobuf =
        http.send(
            HttpRequest.newBuilder(URI.create(service.api() + "/slave(1)/api/v1"))
                .header("Content-Type", "application/x-protobuf")
                .header("Accept", "application/x-protobuf")
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        Call.newBuilder().setType(Call.Type.GET_TASKS).build().toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(Response.parseFrom(protobuf.body()).getGetTasks().getLaunchedTasksCount())
        .isEqualTo(1);
  }

  private JsonNode statistics() throws Exception {
    return json("/monitor/statistics").path(0);
  }

  private JsonNode call(String type) throws Exception {
    HttpResponse<String> response = answer("{\"type\":\"" + type + "\"}");
    assertThat(response.statusCode()).as(type + response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private HttpResponse<String> answer(String body) throws Exception {
    return answer(body, "Accept", "application/json");
  }

  private HttpResponse<String> answerAt(String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(service.api() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> answer(String body, String header, String value) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(service.api() + "/api/v1"))
            .header("Content-Type", "application/json")
            .header(header, value)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
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
