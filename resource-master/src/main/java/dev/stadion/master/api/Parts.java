package dev.stadion.master.api;

import com.fasterxml.jackson.databind.util.RawValue;
import com.google.protobuf.Message;
import dev.stadion.master.heart.LatestStatus;
import dev.stadion.master.heart.StatusNote;
import dev.stadion.master.heart.Task;
import dev.stadion.master.wire.FrameworkEvents;
import dev.stadion.master.wire.Tasks;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.v1.Label;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.resource.ResourcesText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parts that the documents share: tasks, resources, labels, times (mesos-v1.md §12). */
final class Parts {
  private Parts() {}

  static Map<String, Object> task(Task task) {
    TaskInfo info = Tasks.info(task.description());
    var document = new LinkedHashMap<String, Object>();
    document.put("id", task.id().value());
    document.put("name", info.getName());
    document.put("framework_id", task.framework().value());
    document.put("executor_id", task.description().executor().map(e -> e.id()).orElse(""));
    document.put("slave_id", task.agent().value());
    document.put("state", task.state().wireName());
    document.put("resources", resources(task.description().resources()));
    document.put("role", task.role());
    document.put("statuses", task.statuses().stream().map(Parts::status).toList());
    if (info.getCommand().hasUser()) {
      document.put("user", info.getCommand().getUser());
    }
    if (info.hasLabels()) {
      document.put("labels", labels(info.getLabels().getLabelsList()));
    }
    if (info.hasDiscovery()) {
      document.put("discovery", message(info.getDiscovery()));
    }
    if (info.hasContainer()) {
      document.put("container", message(info.getContainer()));
    }
    if (info.hasHealthCheck()) {
      document.put("health_check", message(info.getHealthCheck()));
    }
    return document;
  }

  private static Map<String, Object> status(LatestStatus latest) {
    TaskStatus status = FrameworkEvents.status(new StatusNote.Forwarded(latest.wire()));
    var document = new LinkedHashMap<String, Object>();
    document.put("state", latest.state().wireName());
    document.put("timestamp", seconds(latest.at()));
    if (status.hasLabels()) {
      document.put("labels", labels(status.getLabels().getLabelsList()));
    }
    if (status.hasContainerStatus()) {
      document.put("container_status", message(status.getContainerStatus()));
    }
    if (status.hasHealthy()) {
      document.put("healthy", status.getHealthy());
    }
    return document;
  }

  static double seconds(Instant at) {
    return Durations.toTimestamp(at);
  }

  private static RawValue message(Message message) {
    return new RawValue(WireFormat.JSON.writeText(message));
  }

  static List<Map<String, Object>> labels(List<Label> labels) {
    return labels.stream()
        .map(label -> {
          var document = new LinkedHashMap<String, Object>();
          document.put("key", label.getKey());
          if (label.hasValue()) {
            document.put("value", label.getValue());
          }
          return (Map<String, Object>) document;
        })
        .toList();
  }

  /** The four usual names are always there; ranges and sets are text. */
  static Map<String, Object> resources(Resources resources) {
    var document = new TreeMap<String, Object>();
    for (String name : List.of(Resources.CPUS, Resources.GPUS, Resources.MEM, Resources.DISK)) {
      document.put(name, resources.amount(name));
    }
    resources
        .parts()
        .forEach((key, quantity) -> {
          if (quantity instanceof Quantity.Scalar) {
            document.put(key.name(), resources.amount(key.name()));
          } else {
            document.put(key.name(), ResourcesText.value(quantity));
          }
        });
    return document;
  }
}
