package dev.stadion.master.document;

import dev.stadion.master.heart.ExecutorUse;
import dev.stadion.master.heart.LatestStatus;
import dev.stadion.master.heart.StatusNote;
import dev.stadion.master.heart.Task;
import dev.stadion.master.wire.FrameworkEvents;
import dev.stadion.master.wire.Tasks;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerStatus;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskStatus;

/** A task (mesos-v1.md §12.1). */
final class TaskDocument {
  private TaskDocument() {}

  static byte[] write(Task task) {
    TaskInfo info = Tasks.info(task.description());
    var json = new JsonBytes().object();
    json.field("id", task.id().value());
    json.field("name", info.getName());
    json.field("framework_id", task.framework().value());
    json.field("executor_id", task.description().executor().map(ExecutorUse::id).orElse(""));
    json.field("slave_id", task.agent().value());
    json.field("state", task.state().wireName());
    ResourceMaps.write(json, "resources", task.description().resources());
    if (info.getLimitsCount() > 0) {
      limits(json, info);
    }
    json.field("role", task.role());
    json.name("statuses").array();
    task.statuses().forEach(status -> status(json, status));
    json.endArray();
    CommandInfo command = info.hasCommand() ? info.getCommand() : info.getExecutor().getCommand();
    if (command.hasUser()) {
      json.field("user", command.getUser());
    }
    if (info.hasLabels()) {
      Messages.labels(json, info.getLabels());
    }
    if (info.hasDiscovery()) {
      Messages.write(json.name("discovery"), info.getDiscovery());
    }
    if (info.hasContainer()) {
      Messages.write(json.name("container"), info.getContainer());
    }
    if (info.hasHealthCheck()) {
      Messages.write(json.name("health_check"), info.getHealthCheck());
    }
    return json.endObject().bytes();
  }

  private static void limits(JsonBytes json, TaskInfo info) {
    json.name("limits").object();
    info.getLimitsMap()
        .forEach((name, limit) -> {
          if (Double.isInfinite(limit.getValue())) {
            json.field(name, "Infinity");
          } else {
            json.field(name, limit.getValue());
          }
        });
    json.endObject();
  }

  private static void status(JsonBytes json, LatestStatus latest) {
    TaskStatus status = FrameworkEvents.status(new StatusNote.Forwarded(latest.wire()));
    json.object();
    json.field("state", latest.state().wireName());
    json.field("timestamp", latest.at());
    if (status.hasLabels()) {
      Messages.labels(json, status.getLabels());
    }
    if (status.hasContainerStatus()) {
      container(json, status.getContainerStatus());
    }
    if (status.hasHealthy()) {
      json.field("healthy", status.getHealthy());
    }
    json.endObject();
  }

  private static void container(JsonBytes json, ContainerStatus status) {
    json.name("container_status").object();
    if (status.hasContainerId()) {
      Messages.write(json.name("container_id"), status.getContainerId());
    }
    if (status.getNetworkInfosCount() > 0) {
      json.name("network_infos").array();
      status.getNetworkInfosList().forEach(network -> network(json, network));
      json.endArray();
    }
    if (status.hasCgroupInfo()) {
      Messages.write(json.name("cgroup_info"), status.getCgroupInfo());
    }
    json.endObject();
  }

  private static void network(JsonBytes json, NetworkInfo network) {
    json.object();
    if (network.getGroupsCount() > 0) {
      json.texts("groups", network.getGroupsList());
    }
    if (network.hasLabels()) {
      Messages.labels(json, network.getLabels());
    }
    if (network.getIpAddressesCount() > 0) {
      Messages.write(json.name("ip_addresses"), network.getIpAddressesList());
    }
    if (network.hasName()) {
      json.field("name", network.getName());
    }
    if (network.getPortMappingsCount() > 0) {
      Messages.write(json.name("port_mappings"), network.getPortMappingsList());
    }
    json.endObject();
  }
}
