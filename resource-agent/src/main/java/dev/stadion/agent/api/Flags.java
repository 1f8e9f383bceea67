package dev.stadion.agent.api;

import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.runtime.AgentSettings;
import dev.stadion.mesos.convert.DurationText;
import java.util.Map;
import java.util.TreeMap;

/** How this agent is set up, in the words of Mesos. */
final class Flags {
  private Flags() {}

  static Map<String, String> of(Agent agent) {
    AgentSettings settings = agent.settings();
    var flags = new TreeMap<String, String>();
    flags.put("work_dir", settings.workDirectory().toString());
    flags.put("hostname", settings.hostname());
    flags.put("ip", settings.ip());
    flags.put("port", agent.address().endpoint().replaceFirst(".*:", ""));
    flags.put("master", settings.master().detector().description());
    flags.put("resources", settings.resources().toString());
    flags.put("gc_delay", DurationText.of(settings.keepSandboxes()));
    flags.put("gc_disk_headroom", "0.1");
    flags.put("fetcher_cache_size", settings.fetch().cacheBytes() + "B");
    flags.put("fetcher_stall_timeout", DurationText.of(settings.fetch().limits().stall()));
    flags.put("cgroups_enable_cfs", Boolean.toString(settings.cgroups().cpuQuota()));
    flags.put("switch_user", "false");
    return flags;
  }
}
