package dev.stadion.agent.api;

import dev.stadion.agent.fetch.Fetcher;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.runtime.Tally;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The document {@code /metrics/snapshot}: every value a number, names as in Mesos, 0 where a thing
 * cannot happen here (mesos-v1.md §12.5).
 */
final class MetricsDocument {
  private static final List<String> NEVER =
      List.of(
          "slave/recovery_errors",
          "slave/recovery_time_secs",
          "slave/invalid_framework_messages",
          "slave/executors_preempted",
          "slave/executor_directory_max_allowed_age_secs",
          "containerizer/mesos/container_destroy_errors",
          "containerizer/mesos/provisioner/bind/remove_rootfs_errors",
          "gc/path_removals_pending");
  private static final List<String> AMOUNTS =
      List.of(Resources.CPUS, Resources.MEM, Resources.DISK, Resources.GPUS);

  private MetricsDocument() {}

  static Map<String, Object> of(Agent agent, Instant started, Instant now) {
    var document = new TreeMap<String, Object>();
    NEVER.forEach(name -> document.put(name, 0));
    AgentState state = agent.state();
    document.put("slave/registered", state.connected() ? 1 : 0);
    document.put("slave/uptime_secs", Duration.between(started, now).toMillis() / 1000.0);
    resources(document, agent.settings().resources(), state);
    tasks(document, state, agent.tally());
    executors(document, state);
    containerizer(document, agent.fetches(), agent.tally());
    system().forEach((name, value) -> document.put("system/" + name, value));
    return document;
  }

  /** The machine in the words of libprocess: {@code /system/stats.json}. */
  static Map<String, Object> machine() {
    var document = new TreeMap<String, Object>();
    system()
        .forEach((name, value) -> document.put(name.replaceFirst("^load_", "avg_load_"), value));
    return document;
  }

  private static void resources(Map<String, Object> document, Resources total, AgentState state) {
    List<ContainerView> containers = ContainerView.of(state);
    for (String name : AMOUNTS) {
      double all = total.amount(name);
      double used =
          containers.stream().mapToDouble(container -> container.resources().amount(name)).sum();
      document.put("slave/" + name + "_total", all);
      document.put("slave/" + name + "_used", used);
      document.put("slave/" + name + "_percent", all > 0 ? used / all : 0);
      for (String figure : List.of("total", "used", "percent")) {
        document.put("slave/" + name + "_revocable_" + figure, 0);
      }
    }
  }

  private static void tasks(Map<String, Object> document, AgentState state, Tally tally) {
    for (TaskState of : TaskState.values()) {
      long count =
          of.isTerminal()
              ? tally.updates(of)
              : state.tasks().values().stream().map(AgentTask::state).filter(of::equals).count();
      document.put("slave/tasks_" + of.name().toLowerCase(Locale.ROOT), count);
    }
    document.put("slave/valid_status_updates", tally.allUpdates());
    document.put("slave/invalid_status_updates", tally.invalidUpdates());
    document.put("slave/valid_framework_messages", tally.messages());
    document.put("slave/container_launch_errors", tally.launchErrors());
    document.put(
        "slave/frameworks_active",
        state.tasks().keySet().stream().map(key -> key.framework()).distinct().count());
  }

  private static void executors(Map<String, Object> document, AgentState state) {
    long registering = 0;
    long terminating = 0;
    long running = 0;
    for (AgentExecutor executor : state.executors().live().values()) {
      switch (executor.phase()) {
        case REGISTERING -> registering++;
        case RUNNING -> running++;
        case TERMINATING -> terminating++;
        case TERMINATED -> {
          // counted below
        }
      }
    }
    for (AgentTask task : state.tasks().values()) {
      if (task.isLive() && task.order().membership().isEmpty()) {
        if (task.ending().isPresent()) {
          terminating++;
        } else if (task.process().isPresent()) {
          running++;
        } else {
          registering++;
        }
      }
    }
    document.put("slave/executors_registering", registering);
    document.put("slave/executors_running", running);
    document.put("slave/executors_terminating", terminating);
    document.put(
        "slave/executors_terminated",
        state.executors().ended().size()
            + state.closed().stream().filter(task -> task.order().membership().isEmpty()).count());
  }

  private static void containerizer(
      Map<String, Object> document, Fetcher.Figures fetches, Tally tally) {
    document.put("containerizer/fetcher/task_fetches_succeeded", fetches.succeeded());
    document.put("containerizer/fetcher/task_fetches_failed", fetches.failed());
    document.put("containerizer/fetcher/cache_size_total_bytes", fetches.cacheCapacity());
    document.put("containerizer/fetcher/cache_size_used_bytes", fetches.cacheUsed());
    document.put("gc/path_removals_succeeded", tally.removals());
    document.put("gc/path_removals_failed", tally.failedRemovals());
  }

  private static Map<String, Object> system() {
    var document = new TreeMap<String, Object>();
    document.put("cpus_total", Runtime.getRuntime().availableProcessors());
    String[] load = text("/proc/loadavg").split("\\s+");
    String[] names = {"load_1min", "load_5min", "load_15min"};
    for (int i = 0; i < names.length; i++) {
      document.put(names[i], load.length > i ? number(load[i]) : 0);
    }
    String memory = text("/proc/meminfo");
    document.put("mem_total_bytes", kilobytes(memory, "MemTotal:"));
    document.put("mem_free_bytes", kilobytes(memory, "MemFree:"));
    return document;
  }

  private static double kilobytes(String memory, String name) {
    return memory
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> 1024 * number(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return ""; // not every machine tells
    }
  }
}
