package dev.stadion.marathon;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.scheduler.HeartSettings;
import java.util.List;

/** The settings under the names that {@code /v2/info} has always had (marathon.md §3.7). */
final class SettingsDocument {
  /** Keys that clients know and that mean nothing here. */
  private static final List<String> UNSET =
      List.of(
          "launch_token",
          "launch_token_refresh_interval",
          "leader_proxy_connection_timeout_ms",
          "leader_proxy_read_timeout_ms",
          "mesos_leader_ui_url",
          "min_revive_offers_interval",
          "offer_matching_timeout",
          "on_elected_prepare_timeout",
          "reconciliation_initial_delay",
          "scale_apps_initial_delay",
          "scale_apps_interval",
          "store_cache",
          "task_lost_expunge_initial_delay",
          "task_lost_expunge_interval",
          "webui_url");

  private SettingsDocument() {}

  static ObjectNode of(MarathonConfiguration configuration) {
    HeartSettings settings = configuration.heartSettings();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    UNSET.forEach(json::putNull);
    if (configuration.allowedOrigins().isEmpty()) {
      json.putNull("access_control_allow_origin");
    } else {
      var origins = json.putArray("access_control_allow_origin");
      configuration.allowedOrigins().stream().sorted().forEach(origins::add);
    }
    json.put("checkpoint", true)
        .put("decline_offer_duration", settings.refuse().toMillis())
        .put("executor", "//cmd")
        .put("failover_timeout", 604_800)
        .put("framework_name", configuration.frameworkName())
        .put("ha", true)
        .put("hostname", configuration.hostname())
        .put("local_port_min", settings.servicePorts().min())
        .put("local_port_max", settings.servicePorts().max())
        .put("master", configuration.masters().description())
        .put("max_instances_per_offer", settings.maxLaunchesPerOffer())
        .put("default_network_name", configuration.names().defaultNetwork().orElse(null))
        .put("env_vars_prefix", emptyAsNull(configuration.names().variables()))
        .put("mesos_bridge_name", configuration.names().bridge())
        .put("mesos_heartbeat_failure_threshold", 5)
        .put("mesos_heartbeat_interval", 15_000)
        .put("mesos_role", settings.validation().roles().defaultRole())
        .put("mesos_user", configuration.mesosUser())
        .put(
            "new_group_enforce_role",
            settings.validation().roles().enforcedInNewGroups() ? "top" : "off")
        .put("reconciliation_interval", settings.reconcileInterval().toMillis())
        .put("task_reservation_timeout", settings.reserving().timeout().toMillis())
        .put("task_launch_confirm_timeout", settings.launchTimeout().toMillis())
        .put("task_launch_timeout", settings.launchTimeout().toMillis())
        .put("maintenance_mode", true);
    var features = json.putArray("features");
    settings.validation().features().stream().sorted().forEach(features::add);
    return json;
  }

  private static String emptyAsNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
