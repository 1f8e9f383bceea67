package dev.stadion.master;

import dev.stadion.master.api.MasterRealms;
import dev.stadion.master.heart.MasterSettings;
import dev.stadion.master.heart.UpkeepSettings;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** How a master is set up, in the words of Mesos, for those who ask for its flags. */
final class MasterFlags {
  private static final Map<Long, String> UNITS =
      new TreeMap<>(
          Map.of(
              1L, "ms",
              1_000L, "secs",
              60_000L, "mins",
              3_600_000L, "hrs",
              86_400_000L, "days",
              604_800_000L, "weeks"));

  private MasterFlags() {}

  static Map<String, String> of(MasterConfiguration configuration, MasterRealms realms) {
    MasterSettings settings = configuration.toSettings();
    UpkeepSettings upkeep = settings.upkeep();
    var flags = new TreeMap<String, String>();
    flags.put("agent_ping_timeout", text(settings.pingInterval()));
    flags.put("max_agent_ping_timeouts", Integer.toString(settings.unansweredPings()));
    flags.put("agent_reregister_timeout", text(settings.agentReregisterTimeout()));
    flags.put("allocation_interval", text(settings.allocationInterval()));
    flags.put("max_completed_frameworks", Integer.toString(settings.completedFrameworks()));
    flags.put("max_completed_tasks_per_framework", Integer.toString(upkeep.completedTasks()));
    flags.put("registry_max_agent_age", text(upkeep.agentMemory()));
    flags.put("registry_max_agent_count", Integer.toString(upkeep.agentsRemembered()));
    flags.put("registry_gc_interval", text(upkeep.forgetEvery()));
    upkeep.removalPause().ifPresent(p -> flags.put("agent_removal_rate_limit", "1/" + text(p)));
    flags.put(
        "recovery_agent_removal_limit", Math.round(upkeep.recoveryRemovalLimit() * 100) + "%");
    // Frameworks speak HTTP only, so the two flags of Mesos are one.
    flags.put("authenticate_frameworks", Boolean.toString(realms.frameworks()));
    flags.put("authenticate_http_frameworks", Boolean.toString(realms.frameworks()));
    flags.put("authenticate_agents", Boolean.toString(realms.agents()));
    flags.put("authenticate_http_readonly", Boolean.toString(realms.readonly()));
    flags.put("authenticate_http_readwrite", Boolean.toString(realms.readwrite()));
    configuration.zookeeper().ifPresent(url -> flags.put("zk", url.toString()));
    return flags;
  }

  /** In the largest unit that gives a whole number (mesos-v1.md §9.4). */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    String text = millis + "ms";
    for (Map.Entry<Long, String> unit : UNITS.entrySet()) {
      if (millis > 0 && millis % unit.getKey() == 0) {
        text = millis / unit.getKey() + unit.getValue();
      }
    }
    return text;
  }
}
