package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tools around Mesos read, name by name (mesos-v1.md §12.4, §12.5). */
class ToolsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static RunningMaster master;
  private static TestAgent agent;
  private static TestFramework framework;

  @BeforeAll
  static void start() throws Exception {
    master = RunningMaster.start();
    agent = TestAgent.register(master, "tools");
    framework = TestFramework.subscribe(master);
  }

  @AfterAll
  static void stop() throws Exception {
    framework.close();
    agent.close();
    master.close();
  }

  private static JsonNode read(String path) throws Exception {
    try (Connection connection = master.connect()) {
      return JSON.readTree(connection.send("GET", path).body());
    }
  }

  /** The metrics that the exporter for Prometheus and the collector of Telegraf ask for by name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        master/ elected uptime_secs outstanding_offers dropped_messages recovery_slave_removals
        cpus_total cpus_used cpus_percent mem_total mem_used mem_percent disk_total disk_used
        disk_percent gpus_total gpus_used gpus_percent cpus_revocable_total cpus_revocable_used
        cpus_revocable_percent mem_revocable_total mem_revocable_used mem_revocable_percent
        disk_revocable_total disk_revocable_used disk_revocable_percent gpus_revocable_total
        gpus_revocable_used gpus_revocable_percent\
        """,
        """
        master/ slave_registrations slave_reregistrations slave_removals slave_shutdowns_scheduled
        slave_shutdowns_canceled slave_shutdowns_completed slave_unreachable_scheduled
        slave_unreachable_canceled slave_unreachable_completed slaves_active slaves_inactive
        slaves_connected slaves_disconnected slaves_unreachable slave_removals/reason_registered
        slave_removals/reason_unhealthy slave_removals/reason_unregistered frameworks_active
        frameworks_inactive frameworks_connected frameworks_disconnected\
        """,
        """
        master/ tasks_error tasks_failed tasks_finished tasks_killed tasks_lost tasks_running
        tasks_staging tasks_starting tasks_killing tasks_dropped tasks_unreachable tasks_gone
        tasks_gone_by_operator event_queue_messages event_queue_dispatches
        event_queue_http_requests operator_event_stream_subscribers\
        """,
        """
        master/ messages_authenticate messages_deactivate_framework messages_decline_offers
        messages_executor_to_framework messages_exited_executor messages_framework_to_executor
        messages_kill_task messages_launch_tasks messages_reconcile_tasks
        messages_reconcile_operations messages_register_framework messages_register_slave
        messages_reregister_framework messages_reregister_slave messages_resource_request
        messages_revive_offers messages_suppress_offers messages_status_update
        messages_status_update_acknowledgement messages_operation_status_update_acknowledgement
        messages_unregister_framework messages_unregister_slave messages_update_slave\
        """,
        """
        master/ valid_framework_to_executor_messages invalid_framework_to_executor_messages
        valid_executor_to_framework_messages invalid_executor_to_framework_messages
        valid_status_updates invalid_status_updates valid_status_update_acknowledgements
        invalid_status_update_acknowledgements valid_operation_status_update_acknowledgements
        invalid_operation_status_update_acknowledgements\
        """,
        """
        allocator/mesos/ allocation_runs allocation_run_ms allocation_run_ms/count
        allocation_run_ms/min allocation_run_ms/max allocation_run_ms/p50 allocation_run_ms/p90
        allocation_run_ms/p95 allocation_run_ms/p99 allocation_run_ms/p999 allocation_run_ms/p9999
        allocation_run_latency_ms allocation_run_latency_ms/count allocation_run_latency_ms/min
        allocation_run_latency_ms/max allocation_run_latency_ms/p50 allocation_run_latency_ms/p90
        allocation_run_latency_ms/p95 allocation_run_latency_ms/p99 allocation_run_latency_ms/p999
        allocation_run_latency_ms/p9999 event_queue_dispatches resources/cpus/total
        resources/cpus/offered_or_allocated resources/mem/total resources/mem/offered_or_allocated
        resources/disk/total resources/disk/offered_or_allocated\
        """,
        """
        registrar/ queued_operations registry_size_bytes state_fetch_ms state_store_ms
        state_store_ms/count state_store_ms/min state_store_ms/max state_store_ms/p50
        state_store_ms/p90 state_store_ms/p95 state_store_ms/p99 state_store_ms/p999
        state_store_ms/p9999 log/recovered log/ensemble_size\
        """,
        """
        system/ cpus_total load_1min load_5min load_15min mem_total_bytes mem_free_bytes\
        """
      })
  void everyMetricThatIsAskedForIsThere(String names) throws Exception {
    List<String> words = List.of(names.strip().split("\\s+", -1));
    JsonNode metrics = read("/metrics/snapshot?timeout=100ms");

    assertThat(words.subList(1, words.size()))
        .allSatisfy(name -> assertThat(metrics.path(words.get(0) + name).isNumber()).isTrue());
  }

  @Test
  void theMachineIsToldAsByLibprocess() throws Exception {
    JsonNode stats = read("/system/stats.json");

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
  void aQuotaIsSeenWithWhatIsUsedOfIt() throws Exception {
    try (Connection connection = master.connect()) {
      connection.post(
          "/api/v1",
          """
          {"type":"UPDATE_QUOTA","update_quota":{"force":true,"quota_configs":[
            {"role":"limited","limits":{"cpus":{"value":2.5},"mem":{"value":512}}}]}}\
          """);
    }

    JsonNode metrics = read("/metrics/snapshot");
    String quota = "allocator/mesos/quota/roles/limited/resources/";

    assertThat(metrics.path(quota + "cpus/limit").asDouble()).isEqualTo(2.5);
    assertThat(metrics.path(quota + "mem/limit").asDouble()).isEqualTo(512);
    assertThat(metrics.path(quota + "cpus/guarantee").asDouble(-1)).isZero();
    assertThat(metrics.path(quota + "cpus/offered_or_allocated").asDouble(-1)).isZero();
    assertThat(metrics.has(quota + "disk/limit")).isFalse();
  }

  @Test
  void whatATaskSaysOfItsContainerAndHealthIsShownAsItSaidIt() throws Exception {
    String offers = framework.stream.event("OFFERS");
    framework.call(
        """
        {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],
         "operations":[{"type":"LAUNCH","launch":{"task_infos":[
           {"name":"web","task_id":{"value":"web.7"},"agent_id":{"value":"%s"},
            "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5}}],
            "container":{"type":"DOCKER","docker":{"image":"nginx","network":"BRIDGE",
              "port_mappings":[{"host_port":31000,"container_port":80,"protocol":"tcp"}]}},
            "health_check":{"type":"HTTP","http":{"port":31000,"path":"/up"}},
            "kill_policy":{"grace_period":{"nanoseconds":5000000000}},
            "command":{"shell":false}}]}}]}}\
        """
            .formatted(framework.id, TestFramework.value(offers, "id"), agent.id.getValue()));

    JsonNode task = read("/tasks?task_id=web.7").at("/tasks/0");
    var keys = new ArrayList<String>();
    task.fieldNames().forEachRemaining(keys::add);

    assertThat(keys)
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "framework_id",
            "executor_id",
            "slave_id",
            "state",
            "resources",
            "role",
            "statuses",
            "container",
            "health_check");
    assertThat(task.get("state").asText()).isEqualTo("TASK_STAGING");
    assertThat(task.get("statuses")).isEmpty();
    assertThat(task.at("/container/docker/port_mappings/0/host_port").asInt()).isEqualTo(31_000);
    assertThat(task.at("/container/docker/privileged").isBoolean()).isTrue();
    assertThat(task.at("/health_check/delay_seconds").asDouble()).isEqualTo(15);
    assertThat(task.at("/health_check/consecutive_failures").asInt()).isEqualTo(3);
    assertThat(task.at("/health_check/http/path").asText()).isEqualTo("/up");
    JsonNode state = read("/state").at("/frameworks/0/tasks/0");
    assertThat(state).isEqualTo(task);
  }
}
