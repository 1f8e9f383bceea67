package dev.stadion.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Message;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.json.MesosJson;
import dev.stadion.mesos.v1.Labels;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Task;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.id.AgentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A task within {@code /state} (mesos-v1.md §12.1). */
final class TaskDocument {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TaskDocument() {}

  /**
   * @param ip where the task is reached
   */
  static Map<String, Object> of(AgentState state, AgentTask task, String ip) {
    String agent = state.id().map(AgentId::value).orElse("");
    Task wire = Messages.task(state.id().orElse(new AgentId("unregistered")), task, ip);
    var document = new LinkedHashMap<String, Object>();
    document.put("id", wire.getTaskId().getValue());
    document.put("name", wire.getName());
    document.put("framework_id", wire.getFrameworkId().getValue());
    document.put("executor_id", wire.getExecutorId().getValue());
    document.put("slave_id", agent);
    document.put("state", task.state().wireName());
    document.put(
        "resources", StateDocument.resources(ResourceConverter.fromProto(wire.getResourcesList())));
    if (wire.getLimitsCount() > 0) {
      var limits = new LinkedHashMap<String, Object>();
      wire.getLimitsMap().forEach((name, limit) -> limits.put(name, limit.getValue()));
      document.put("limits", limits);
    }
    document.put("role", role(wire.getResourcesList()));
    document.put("statuses", wire.getStatusesList().stream().map(TaskDocument::status).toList());
    if (wire.hasUser()) {
      document.put("user", wire.getUser());
    }
    document.put("labels", labels(wire.getLabels()));
    if (wire.hasDiscovery()) {
      document.put("discovery", json(wire.getDiscovery()));
    }
    if (wire.hasContainer()) {
      document.put("container", json(wire.getContainer()));
    }
    if (wire.hasHealthCheck()) {
      document.put("health_check", json(wire.getHealthCheck()));
    }
    return document;
  }

  static JsonNode json(Message message) {
    try {
      return JSON.readTree(MesosJson.write(message));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it was written a moment ago
    }
  }

  private static Map<String, Object> status(TaskStatus status) {
    var document = new LinkedHashMap<String, Object>();
    document.put("state", status.getState().name());
    document.put("timestamp", status.getTimestamp());
    if (status.hasLabels()) {
      document.put("labels", labels(status.getLabels()));
    }
    if (status.hasContainerStatus()) {
      document.put("container_status", json(status.getContainerStatus()));
    }
    if (status.hasHealthy()) {
      document.put("healthy", status.getHealthy());
    }
    return document;
  }

  private static List<Map<String, String>> labels(Labels labels) {
    return labels.getLabelsList().stream()
        .map(label -> Map.of("key", label.getKey(), "value", label.getValue()))
        .toList();
  }

  private static String role(List<Resource> resources) {
    return resources.stream()
        .filter(Resource::hasAllocationInfo)
        .map(resource -> resource.getAllocationInfo().getRole())
        .findFirst()
        .orElse("*");
  }
}
