package dev.stadion.master.document;

import dev.stadion.scheduling.task.TaskState;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** The names that are always there (mesos-v1.md §12.5). */
final class MetricNames {
  static final SortedSet<String> ALL = all();

  private MetricNames() {}

  private static SortedSet<String> all() {
    var names = new TreeSet<String>();
    add(
        names,
        "master/",
        """
        elected uptime_secs outstanding_offers dropped_messages recovery_slave_removals
        event_queue_messages event_queue_dispatches event_queue_http_requests http_cache_hits
        slaves_connected slaves_disconnected slaves_active slaves_inactive slaves_unreachable
        frameworks_connected frameworks_disconnected frameworks_active frameworks_inactive
        slave_registrations slave_reregistrations slave_removals slave_removals/reason_registered
        slave_removals/reason_unhealthy slave_removals/reason_unregistered
        slave_shutdowns_scheduled slave_shutdowns_canceled slave_shutdowns_completed
        slave_unreachable_scheduled slave_unreachable_canceled slave_unreachable_completed
        valid_status_updates invalid_status_updates valid_status_update_acknowledgements
        invalid_status_update_acknowledgements valid_framework_to_executor_messages
        invalid_framework_to_executor_messages valid_executor_to_framework_messages
        invalid_executor_to_framework_messages valid_operation_status_updates
        invalid_operation_status_updates valid_operation_status_update_acknowledgements
        invalid_operation_status_update_acknowledgements operator_event_stream_subscribers
        """);
    add(
        names,
        "master/messages_",
        """
        authenticate deactivate_framework decline_offers executor_to_framework exited_executor
        framework_to_executor kill_task launch_tasks operation_status_update
        operation_status_update_acknowledgement reconcile_operations reconcile_tasks
        register_framework register_slave reregister_framework reregister_slave resource_request
        revive_offers status_update status_update_acknowledgement suppress_offers
        unregister_framework unregister_slave update_slave
        """);
    for (TaskState state : TaskState.values()) {
      if (state != TaskState.UNKNOWN) {
        names.add("master/tasks_" + state.name().toLowerCase(Locale.ROOT));
      }
    }
    for (String pool : List.of("cpus", "mem", "disk", "gpus")) {
      for (String kind : List.of("", "_revocable")) {
        add(names, "master/" + pool + kind, "_total _used _percent");
      }
      add(names, "allocator/mesos/resources/" + pool, "/total /offered_or_allocated");
    }
    add(
        names,
        "allocator/",
        "event_queue_dispatches mesos/event_queue_dispatches mesos/allocation_runs");
    distribution(names, "allocator/mesos/allocation_run_ms");
    distribution(names, "allocator/mesos/allocation_run_latency_ms");
    add(
        names,
        "registrar/",
        "queued_operations registry_size_bytes state_fetch_ms log/recovered log/ensemble_size");
    distribution(names, "registrar/state_store_ms");
    add(
        names,
        "system/",
        "cpus_total load_1min load_5min load_15min mem_total_bytes mem_free_bytes");
    return names;
  }

  private static void distribution(SortedSet<String> names, String name) {
    names.add(name);
    add(names, name, "/count /min /max /p50 /p90 /p95 /p99 /p999 /p9999");
  }

  private static void add(SortedSet<String> names, String prefix, String words) {
    for (String word : words.strip().split("\\s+", -1)) {
      names.add(prefix + word);
    }
  }
}
