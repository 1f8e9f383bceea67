package dev.stadion.master.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.stadion.master.api.Connection.Answer;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The old reading documents: fields and types exactly, and what tools read (mesos-v1.md §12). */
class DocumentsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static RunningMaster master;
  private static TestAgent agent;
  private static TestFramework framework;

  /** One agent with everything, one framework with a task that runs and one that has ended. */
  @BeforeAll
  static void start() throws Exception {
    master = RunningMaster.start();
    agent = TestAgent.register(master, described());
    framework = TestFramework.subscribe(master);
    framework.launch(agent, "ended");
    Event first = agent.next(Event.Type.RUN_TASKS);
    FrameworkID id = first.getRunTasks().getFramework().getId();
    ByteString last =
        agent.report(
            id,
            first.getRunTasks().getTasks(0),
            TaskState.TASK_FAILED,
            TaskStatus.newBuilder().setReason(TaskStatus.Reason.REASON_EXECUTOR_TERMINATED));
    framework.acknowledge(agent, "ended", last);
    launch();
    TaskInfo task = agent.next(Event.Type.RUN_TASKS).getRunTasks().getTasks(0);
    agent.report(id, task, TaskState.TASK_RUNNING, running());
  }

  @AfterAll
  static void stop() throws Exception {
    framework.close();
    agent.close();
    master.close();
  }

  private static AgentInfo described() throws Exception {
    return WireFormat.JSON
        .read(
            """
            {"hostname":"a1.example.com","port":5051,"resources":[
              {"name":"cpus","type":"SCALAR","scalar":{"value":4}},
              {"name":"mem","type":"SCALAR","scalar":{"value":4096}},
              {"name":"disk","type":"SCALAR","scalar":{"value":1000}},
              {"name":"mem","type":"SCALAR","scalar":{"value":512},
               "reservations":[{"type":"STATIC","role":"eng"}]},
              {"name":"ports","type":"RANGES",
               "ranges":{"range":[{"begin":31000,"end":31010},{"begin":32000,"end":32010}]}}],
             "attributes":[
              {"name":"rack","type":"TEXT","text":{"value":"r7"}},
              {"name":"weight","type":"SCALAR","scalar":{"value":2.5}},
              {"name":"slots","type":"RANGES","ranges":{"range":[{"begin":1,"end":4}]}}],
             "domain":{"fault_domain":{"region":{"name":"eu"},"zone":{"name":"eu-1"}}}}
            """
                .getBytes(UTF_8),
            AgentInfo.newBuilder())
        .build();
  }

  private static TaskStatus.Builder running() throws Exception {
    return WireFormat.JSON.read(
        """
        {"task_id":{"value":"web.1"},"state":"TASK_RUNNING","healthy":true,
         "labels":{"labels":[{"key":"colour","value":"blue"}]},
         "container_status":{"container_id":{"value":"c-1"},"network_infos":[
           {"ip_addresses":[{"ip_address":"10.0.0.7"}],
            "labels":{"labels":[{"key":"net"}]}}]}}
        """
            .getBytes(UTF_8),
        TaskStatus.newBuilder());
  }

  private static void launch() throws Exception {
    String offers = framework.stream.event("OFFERS");
    while (!offers.contains("\"cpus\"")) {
      offers = framework.stream.event("OFFERS");
    }
    framework.call(
        """
        {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],
         "filters":{"refuse_seconds":3600},"operations":[{"type":"LAUNCH","launch":{"task_infos":[
           {"name":"web","task_id":{"value":"web.1"},"agent_id":{"value":"%s"},
            "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5}},
              {"name":"ports","type":"RANGES","ranges":{"range":[{"begin":31005,"end":31006}]}}],
            "limits":{"cpus":{"value":2}},
            "labels":{"labels":[{"key":"team","value":"\\"é\\""}]},
            "discovery":{"visibility":"CLUSTER","name":"web","version":"1","location":"here",
              "environment":"prod","labels":{"labels":[{"key":"a","value":"b"}]},
              "ports":{"ports":[{"number":31005,"name":"http","protocol":"tcp"}]}},
            "command":{"value":"sleep 60","user":"nobody"}}]}}]}}
        """
            .formatted(framework.id, TestFramework.value(offers, "id"), agent.id.getValue()));
  }

  private static Answer get(String path) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.send("GET", path);
    }
  }

  private static JsonNode read(String path) throws Exception {
    Answer answer = get(path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("content-type", "application/json");
    return JSON.readTree(answer.body());
  }

  private static List<String> names(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void theStateHasTheFieldsOfMesos() throws Exception {
    JsonNode state = read("/state");

    assertThat(names(state))
        .containsExactlyInAnyOrder(
            "version",
            "build_date",
            "build_time",
            "build_user",
            "start_time",
            "elected_time",
            "id",
            "pid",
            "hostname",
            "capabilities",
            "activated_slaves",
            "deactivated_slaves",
            "unreachable_slaves",
            "leader",
            "leader_info",
            "flags",
            "slaves",
            "recovered_slaves",
            "frameworks",
            "completed_frameworks",
            "orphan_tasks",
            "unregistered_frameworks");
    assertThat(state.get("start_time").isDouble()).isTrue();
    assertThat(state.get("activated_slaves").isInt()).isTrue();
    assertThat(state.get("leader").asText()).matches("master@[0-9.]+:[0-9]+");
    assertThat(names(state.get("leader_info"))).containsExactly("id", "pid", "port", "hostname");
    assertThat(state.get("flags").get("agent_ping_timeout").isTextual()).isTrue();
    assertThat(state.get("orphan_tasks")).isEmpty();
  }

  @Test
  void anAgentHasTheFieldsOfMesosAndItsResourcesAreMaps() throws Exception {
    JsonNode slave = read("/state").get("slaves").get(0);

    assertThat(names(slave))
        .containsExactlyInAnyOrder(
            "id",
            "hostname",
            "port",
            "attributes",
            "domain",
            "pid",
            "registered_time",
            "resources",
            "used_resources",
            "offered_resources",
            "reserved_resources",
            "unreserved_resources",
            "active",
            "deactivated",
            "version",
            "capabilities");
    assertThat(slave.get("pid").asText()).isEqualTo("slave(1)@a1.example.com:5051");
    assertThat(slave.get("attributes").toString())
        .isEqualTo("{\"rack\":\"r7\",\"weight\":2.5,\"slots\":\"[1-4]\"}");
    assertThat(slave.get("domain").toString())
        .isEqualTo(
            "{\"fault_domain\":{\"region\":{\"name\":\"eu\"},\"zone\":{\"name\":\"eu-1\"}}}");
    assertThat(slave.get("resources").toString())
        .isEqualTo(
            "{\"cpus\":4.0,\"disk\":1000.0,\"gpus\":0.0,\"mem\":4608.0,"
                + "\"ports\":\"[31000-31010, 32000-32010]\"}");
    assertThat(slave.get("used_resources").toString())
        .isEqualTo(
            "{\"cpus\":0.5,\"disk\":0.0,\"gpus\":0.0,\"mem\":0.0,\"ports\":\"[31005-31006]\"}");
    assertThat(slave.get("reserved_resources").toString())
        .isEqualTo("{\"eng\":{\"cpus\":0.0,\"disk\":0.0,\"gpus\":0.0,\"mem\":512.0}}");
    assertThat(slave.get("unreserved_resources").get("mem").asDouble()).isEqualTo(4096);
  }

  @Test
  void slavesAloneHaveTheirResourcesInFullInBothForms() throws Exception {
    JsonNode slave = read("/slaves?slave_id=" + agent.id.getValue()).get("slaves").get(0);

    assertThat(slave.get("reserved_resources_full").get("eng").get(0).toString())
        .isEqualTo(
            "{\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":512.0},"
                + "\"role\":\"eng\",\"reservations\":[{\"type\":\"STATIC\",\"role\":\"eng\"}]}");
    assertThat(slave.get("unreserved_resources_full").get(0).get("role").asText()).isEqualTo("*");
    assertThat(slave.get("used_resources_full").get(0).get("allocation_info").toString())
        .isEqualTo("{\"role\":\"*\"}");
    assertThat(slave.get("offered_resources_full").isArray()).isTrue();
    assertThat(read("/slaves?slave_id=nobody").get("slaves")).isEmpty();
    assertThat(names(read("/slaves"))).containsExactly("slaves", "recovered_slaves");
  }

  @Test
  void aFrameworkHasTheFieldsOfMesosAndNoPid() throws Exception {
    JsonNode found = read("/state").get("frameworks").get(0);

    assertThat(names(found))
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "used_resources",
            "offered_resources",
            "capabilities",
            "hostname",
            "webui_url",
            "active",
            "connected",
            "recovered",
            "user",
            "failover_timeout",
            "checkpoint",
            "registered_time",
            "unregistered_time",
            "resources",
            "role",
            "tasks",
            "unreachable_tasks",
            "completed_tasks",
            "offers",
            "executors");
    assertThat(found.get("capabilities").toString()).isEqualTo("[\"PARTITION_AWARE\"]");
    assertThat(found.get("used_resources").toString())
        .isEqualTo("{\"cpus\":0.5,\"disk\":0.0,\"gpus\":0.0,\"mem\":0.0}");
    assertThat(found.get("failover_timeout").isDouble()).isTrue();
  }

  @Test
  void frameworksAreFoundByIdAlsoWithASlash() throws Exception {
    assertThat(read("/master/frameworks/").get("frameworks")).hasSize(1);
    assertThat(read("/frameworks/?framework_id=" + framework.id).get("frameworks")).hasSize(1);
    assertThat(read("/frameworks?framework_id=other").get("frameworks")).isEmpty();
  }

  @Test
  void aTaskHasTheFieldsOfMesos() throws Exception {
    JsonNode task = read("/state").get("frameworks").get(0).get("tasks").get(0);

    assertThat(names(task))
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "framework_id",
            "executor_id",
            "slave_id",
            "state",
            "resources",
            "limits",
            "role",
            "statuses",
            "user",
            "labels",
            "discovery");
    assertThat(task.get("executor_id").asText()).isEmpty();
    assertThat(task.get("labels").toString())
        .isEqualTo("[{\"key\":\"team\",\"value\":\"\\\"é\\\"\"}]");
    assertThat(task.get("limits").toString()).isEqualTo("{\"cpus\":2.0}");
    assertThat(task.get("user").asText()).isEqualTo("nobody");
    JsonNode status = task.get("statuses").get(0);
    assertThat(names(status))
        .containsExactly("state", "timestamp", "labels", "container_status", "healthy");
    assertThat(status.get("timestamp").asDouble()).isEqualTo(1.7e9);
    assertThat(status.get("container_status").toString())
        .isEqualTo(
            "{\"container_id\":{\"value\":\"c-1\"},\"network_infos\":[{\"labels\":[{\"key\":\"net\"}],"
                + "\"ip_addresses\":[{\"protocol\":\"IPv4\",\"ip_address\":\"10.0.0.7\"}]}]}");
  }

  @Test
  void mesosDnsFindsWhatItReads() throws Exception {
    JsonNode state = read("/master/state");
    JsonNode task = state.get("frameworks").get(0).get("tasks").get(0);

    assertThat(state.get("leader").asText()).isNotEmpty();
    assertThat(task.get("state").asText()).isEqualTo("TASK_RUNNING");
    assertThat(task.get("slave_id")).isEqualTo(state.get("slaves").get(0).get("id"));
    assertThat(task.get("resources").get("ports").asText()).isEqualTo("[31005-31006]");
    assertThat(task.get("statuses").get(0).get("labels").get(0).get("key").asText())
        .isEqualTo("colour");
    assertThat(task.get("discovery").toString())
        .isEqualTo(
            "{\"visibility\":\"CLUSTER\",\"name\":\"web\",\"environment\":\"prod\","
                + "\"location\":\"here\",\"version\":\"1\",\"ports\":{\"ports\":[{\"number\":31005,"
                + "\"name\":\"http\",\"protocol\":\"tcp\"}]},"
                + "\"labels\":{\"labels\":[{\"key\":\"a\",\"value\":\"b\"}]}}");
  }

  @Test
  void dcosFindsWhatItReads() throws Exception {
    JsonNode state = read("/master/state.json");
    JsonNode found = state.get("frameworks").get(0);

    assertThat(state.get("slaves").get(0).get("pid").asText().split("@", -1)[1])
        .isEqualTo("a1.example.com:5051");
    assertThat(found.get("completed_tasks").get(0).get("id").asText()).isEqualTo("ended");
    assertThat(found.at("/tasks/0/statuses/0/container_status/container_id/value").asText())
        .isEqualTo("c-1");
    JsonNode summary = read("/master/state-summary");
    assertThat(summary.at("/slaves/0/TASK_RUNNING").asInt()).isEqualTo(1);
    assertThat(summary.at("/slaves/0/TASK_FAILED").asInt()).isEqualTo(1);
    assertThat(summary.at("/slaves/0/framework_ids/0").asText()).isEqualTo(framework.id);
    assertThat(summary.at("/frameworks/0/TASK_RUNNING").asInt()).isEqualTo(1);
    assertThat(summary.at("/frameworks/0/slave_ids/0").asText()).isEqualTo(agent.id.getValue());
    assertThat(summary.get("hostname").isTextual()).isTrue();
  }

  @Test
  void theCommandLineToolOfMesosFindsWhatItReads() throws Exception {
    JsonNode tasks = read("/tasks?limit=-1&order=asc").get("tasks");

    assertThat(Stream.of(0, 1).map(i -> tasks.get(i).get("id").asText()))
        .containsExactlyInAnyOrder("ended", "web.1");
    for (JsonNode task : tasks) {
      assertThat(names(task)).contains("state", "framework_id", "executor_id", "slave_id");
    }
    assertThat(read("/master/frameworks/").at("/frameworks/0/webui_url").isTextual()).isTrue();
  }

  @Test
  void tasksCanBeChosen() throws Exception {
    assertThat(read("/tasks?limit=1").get("tasks")).hasSize(1);
    assertThat(read("/tasks?offset=1").get("tasks")).hasSize(1);
    assertThat(read("/tasks?task_id=web.1").at("/tasks/0/id").asText()).isEqualTo("web.1");
    assertThat(read("/tasks?framework_id=other").get("tasks")).isEmpty();
    for (String name : List.of("limit", "offset")) {
      for (String wrong : List.of("x", "", "1.5", "99999999999999999999", "-2")) {
        Answer answer = get("/tasks?" + name + "=" + wrong);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("'" + name + "'");
      }
    }
  }

  @Test
  void rolesTellWhatTheyHold() throws Exception {
    JsonNode roles = read("/master/roles").get("roles");
    var byName = new TreeMap<String, JsonNode>();
    roles.forEach(role -> byName.put(role.get("name").asText(), role));

    assertThat(names(byName.get("*")))
        .containsExactlyInAnyOrder(
            "name",
            "weight",
            "quota",
            "allocated",
            "offered",
            "reserved",
            "resources",
            "frameworks");
    assertThat(byName.get("*").get("allocated").toString()).isEqualTo("{\"cpus\":0.5}");
    assertThat(byName.get("*").get("frameworks").get(0).asText()).isEqualTo(framework.id);
    assertThat(byName.get("eng").get("reserved").toString()).isEqualTo("{\"mem\":512.0}");
    assertThat(byName.get("eng").get("quota").toString())
        .isEqualTo("{\"role\":\"eng\",\"guarantee\":{},\"limit\":{},\"consumed\":{\"mem\":512.0}}");
  }

  @Test
  void metricsAreNumbersAndTheExporterFindsItsNames() throws Exception {
    JsonNode metrics = read("/metrics/snapshot?timeout=5secs");

    assertThat(metrics).allSatisfy(value -> assertThat(value.isNumber()).isTrue());
    Map<String, Double> expected =
        Map.of(
            "master/elected", 1.0,
            "master/slaves_active", 1.0,
            "master/frameworks_active", 1.0,
            "master/tasks_running", 1.0,
            "master/tasks_failed", 1.0,
            "master/task_failed/source_executor/reason_executor_terminated", 1.0,
            "master/messages_register_framework", 1.0,
            "master/messages_launch_tasks", 2.0,
            "master/messages_status_update", 2.0,
            "master/cpus_used", 0.5);
    expected.forEach(
        (name, value) -> assertThat(metrics.path(name).asDouble()).as(name).isEqualTo(value));
    Consumer<String> there = name -> assertThat(metrics.has(name)).as(name).isTrue();
    Stream.of(
            "master/uptime_secs",
            "master/gpus_revocable_percent",
            "master/tasks_gone_by_operator",
            "master/dropped_messages",
            "master/event_queue_messages",
            "master/slave_registrations",
            "master/slave_unreachable_canceled",
            "master/recovery_slave_removals",
            "master/valid_status_updates",
            "master/invalid_status_update_acknowledgements",
            "allocator/mesos/allocation_runs",
            "allocator/mesos/allocation_run_ms/p9999",
            "allocator/mesos/event_queue_dispatches",
            "registrar/state_store_ms",
            "allocator/mesos/resources/cpus/offered_or_allocated",
            "registrar/queued_operations",
            "system/load_15min",
            "system/mem_total_bytes")
        .forEach(there);
    double runs = metrics.path("allocator/mesos/allocation_runs").asDouble();
    assertThat(runs).isPositive();
    assertThat(metrics.path("allocator/mesos/allocation_run_ms/count").asDouble()).isEqualTo(runs);
    assertThat(metrics.path("allocator/mesos/allocation_run_ms/max").asDouble()).isPositive();
    assertThat(metrics.path("allocator/mesos/allocation_run_latency_ms/count").asDouble())
        .isPositive();
    assertThat(get("/metrics/snapshot?timeout=soon").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/state",
        "/state-summary",
        "/slaves",
        "/frameworks",
        "/tasks",
        "/roles",
        "/version",
        "/flags",
        "/metrics/snapshot",
        "/system/stats"
      })
  void everyDocumentHasAliasesAndCanBeWrappedAndIsOnlyRead(String name) throws Exception {
    for (String path : List.of(name + ".json", "/master" + name, "/master" + name + ".json")) {
      assertThat(names(read(path))).isEqualTo(names(read(name)));
    }
    Answer wrapped = get(name + "?jsonp=show");
    assertThat(wrapped.headers()).containsEntry("content-type", "text/javascript");
    assertThat(wrapped.body()).startsWith("show({").endsWith("});");
    assertThat(get(name + "?jsonp=alert(1)").status()).isEqualTo(400);
    try (Connection connection = master.connect()) {
      Answer refused = connection.send("DELETE", name);
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.headers()).containsEntry("allow", "GET, HEAD");
    }
  }

  @Test
  void redirectLeadsToTheLeaderAndNoDeeper() throws Exception {
    Answer answer = get("/master/redirect");

    assertThat(answer.status()).isEqualTo(307);
    assertThat(answer.headers()).containsEntry("location", "//127.0.0.1:" + master.port());
    assertThat(get("/redirect/deeper").status()).isEqualTo(404);
  }
}
