package dev.stadion.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.usage.ProcessTable;
import dev.stadion.agent.usage.Usage;
import dev.stadion.mesos.v1.ResourceStatistics;
import dev.stadion.scheduling.resource.Resources;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The documents {@code /monitor/statistics} and {@code /containers} (mesos-v1.md §12.3). */
final class ContainersDocument {
  private ContainersDocument() {}

  static List<Map<String, Object>> statistics(AgentState state, Instant now) {
    ProcessTable processes = ProcessTable.read();
    return ContainerView.of(state).stream()
        .map(container -> {
          Map<String, Object> document = head(container);
          document.put("statistics", statistics(container, processes, now));
          return document;
        })
        .toList();
  }

  /**
   * @param ip of this agent, which its tasks share
   */
  static List<Map<String, Object>> containers(AgentState state, String ip, Instant now) {
    ProcessTable processes = ProcessTable.read();
    return ContainerView.of(state).stream()
        .map(container -> {
          Map<String, Object> document = head(container);
          document.put("container_id", container.container().value());
          document.put("status", status(container, ip));
          document.put("statistics", statistics(container, processes, now));
          return document;
        })
        .toList();
  }

  private static Map<String, Object> head(ContainerView container) {
    var document = new LinkedHashMap<String, Object>();
    document.put("executor_id", container.executor());
    document.put("executor_name", container.name());
    document.put("framework_id", container.framework().value());
    document.put("source", container.source());
    return document;
  }

  private static Map<String, Object> status(ContainerView container, String ip) {
    var status = new LinkedHashMap<String, Object>();
    status.put("container_id", Map.of("value", container.container().value()));
    if (!container.pids().isEmpty()) {
      status.put("executor_pid", container.pids().getFirst());
    }
    status.put("network_infos", List.of(Map.of("ip_addresses", List.of(Map.of("ip_address", ip)))));
    return status;
  }

  static ResourceStatistics resourceStatistics(
      ContainerView container, ProcessTable processes, Instant now) {
    Usage usage = processes.of(container.pids());
    Resources resources = container.resources();
    return ResourceStatistics.newBuilder()
        .setTimestamp(now.toEpochMilli() / 1000.0)
        .setProcesses(usage.processes())
        .setThreads(usage.threads())
        .setCpusLimit(resources.amount(Resources.CPUS))
        .setCpusUserTimeSecs(usage.userSeconds())
        .setCpusSystemTimeSecs(usage.systemSeconds())
        .setMemLimitBytes(bytes(resources.amount(Resources.MEM)) + container.overheadBytes())
        .setMemRssBytes(usage.residentBytes())
        .setMemTotalBytes(usage.residentBytes())
        .setDiskLimitBytes(bytes(resources.amount(Resources.DISK)))
        .build();
  }

  private static JsonNode statistics(ContainerView container, ProcessTable processes, Instant now) {
    return TaskDocument.json(resourceStatistics(container, processes, now));
  }

  private static long bytes(double megabytes) {
    return (long) (megabytes * (1 << 20));
  }
}
