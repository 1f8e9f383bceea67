package dev.stadion.master.api;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.AgentStatus;
import dev.stadion.master.heart.CompletedFramework;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.FrameworkCapability;
import dev.stadion.master.heart.FrameworkDescription;
import dev.stadion.master.heart.HeldOffer;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Task;
import dev.stadion.master.wire.Agents;
import dev.stadion.master.wire.Frameworks;
import dev.stadion.master.wire.MasterIdentity;
import dev.stadion.mesos.v1.Attribute;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The old reading documents, with their old words (mesos-v1.md §12.1 to §12.3). */
final class Documents {
  private final MasterState state;
  private final MasterIdentity identity;

  Documents(MasterState state, MasterIdentity identity) {
    this.state = state;
    this.identity = identity;
  }

  static Map<String, Object> version() {
    var document = new LinkedHashMap<String, Object>();
    document.put("version", MasterIdentity.VERSION);
    document.put("build_date", "1970-01-01 00:00:00");
    document.put("build_time", 0.0);
    document.put("build_user", "stadion");
    return document;
  }

  Map<String, Object> state() {
    var document = version();
    state
        .clock()
        .ifPresent(clock -> {
          document.put("start_time", Parts.seconds(clock.started()));
          document.put("elected_time", Parts.seconds(clock.started()));
        });
    document.put("id", state.masterId());
    document.put("pid", identity.pid());
    document.put("hostname", identity.hostname());
    document.put("capabilities", List.of("AGENT_UPDATE"));
    document.put("leader", identity.pid());
    document.put(
        "leader_info",
        Map.of(
            "id", state.masterId(),
            "pid", identity.pid(),
            "port", identity.port(),
            "hostname", identity.hostname()));
    document.put("activated_slaves", count(AgentStatus.REGISTERED));
    document.put("deactivated_slaves", count(AgentStatus.DISCONNECTED));
    document.put("unreachable_slaves", count(AgentStatus.UNREACHABLE));
    document.put("flags", Map.of());
    document.putAll(slaves());
    document.putAll(frameworks());
    document.put("orphan_tasks", List.of());
    return document;
  }

  private long count(AgentStatus status) {
    return state.agents().values().stream().filter(agent -> agent.status() == status).count();
  }

  Map<String, Object> slaves() {
    var present = new ArrayList<Map<String, Object>>();
    var recovered = new ArrayList<Map<String, Object>>();
    state.agents().values().stream()
        .sorted(Comparator.comparing(Agent::id))
        .forEach(agent -> {
          switch (agent.status()) {
            case REGISTERED, DISCONNECTED -> present.add(slave(agent));
            case RECOVERED -> recovered.add(recoveredSlave(agent));
            case UNREACHABLE, GONE -> {
              // counted only
            }
          }
        });
    var document = new LinkedHashMap<String, Object>();
    document.put("slaves", present);
    document.put("recovered_slaves", recovered);
    return document;
  }

  private static Map<String, Object> recoveredSlave(Agent agent) {
    var document = new LinkedHashMap<String, Object>();
    document.put("id", agent.id().value());
    document.put("hostname", agent.description().hostname());
    document.put("port", agent.description().port());
    document.put("attributes", attributes(agent));
    return document;
  }

  private Map<String, Object> slave(Agent agent) {
    var document = new LinkedHashMap<>(recoveredSlave(agent));
    document.put("pid", "slave(1)@" + agent.description().address());
    document.put("registered_time", Parts.seconds(agent.times().registered()));
    agent
        .times()
        .reregistered()
        .ifPresent(at -> document.put("reregistered_time", Parts.seconds(at)));
    document.put("resources", Parts.resources(agent.total()));
    document.put("used_resources", Parts.resources(agent.used()));
    Resources offered = Resources.empty();
    for (OfferId offer : agent.offers()) {
      offered = offered.plus(state.offers().get(offer).resources());
    }
    document.put("offered_resources", Parts.resources(offered));
    var reserved = new TreeMap<String, Object>();
    agent.total().parts().keySet().stream()
        .map(key -> key.role())
        .filter(role -> !role.equals("*"))
        .forEach(role -> reserved.put(role, Parts.resources(agent.total().ofRoles(Set.of(role)))));
    document.put("reserved_resources", reserved);
    document.put("unreserved_resources", Parts.resources(agent.total().ofRoles(Set.of("*"))));
    document.put("active", agent.connected());
    document.put("deactivated", false);
    document.put("version", agent.description().version());
    document.put("capabilities", agent.description().capabilities());
    return document;
  }

  Map<String, Object> frameworks() {
    var document = new LinkedHashMap<String, Object>();
    document.put("frameworks", state.frameworks().values().stream().map(this::framework).toList());
    document.put(
        "completed_frameworks", state.completed().stream().map(Documents::completed).toList());
    document.put("unregistered_frameworks", List.of());
    return document;
  }

  private static Map<String, Object> completed(CompletedFramework framework) {
    var document = described(framework.id().value(), framework.description());
    document.put("active", false);
    document.put("connected", false);
    document.put("recovered", false);
    document.put("registered_time", Parts.seconds(framework.registered()));
    document.put("unregistered_time", Parts.seconds(framework.unregistered()));
    for (String list :
        List.of("tasks", "unreachable_tasks", "completed_tasks", "offers", "executors")) {
      document.put(list, List.of());
    }
    return document;
  }

  private static Map<String, Object> described(String id, FrameworkDescription description) {
    FrameworkInfo info = Frameworks.info(new FrameworkId(id), description);
    var document = new LinkedHashMap<String, Object>();
    document.put("id", id);
    document.put("name", description.name());
    document.put(
        "capabilities", description.capabilities().stream().map(Enum::name).sorted().toList());
    document.put("hostname", info.getHostname());
    document.put("webui_url", info.getWebuiUrl());
    document.put("user", description.user());
    document.put("failover_timeout", description.failoverTimeoutSeconds());
    document.put("checkpoint", description.checkpoint());
    description.principal().ifPresent(principal -> document.put("principal", principal));
    if (description.has(FrameworkCapability.MULTI_ROLE)) {
      document.put("roles", description.roles());
    } else {
      document.put("role", description.role().orElse("*"));
    }
    if (info.hasLabels()) {
      document.put("labels", Parts.labels(info.getLabels().getLabelsList()));
    }
    return document;
  }

  private Map<String, Object> framework(Framework framework) {
    Resources used = Resources.empty();
    var tasks = new ArrayList<Object>();
    var unreachable = new ArrayList<Object>();
    var ended = new ArrayList<Object>();
    for (Task task : framework.tasks().values()) {
      if (task.state() == TaskState.UNREACHABLE) {
        unreachable.add(Parts.task(task));
      } else if (task.state().isTerminal()) {
        ended.add(Parts.task(task));
      } else {
        tasks.add(Parts.task(task));
        used = used.plus(scalars(task.description().resources()));
      }
    }
    var offers = new ArrayList<Object>();
    Resources offered = Resources.empty();
    for (OfferId id : framework.offers()) {
      HeldOffer offer = state.offers().get(id);
      offered = offered.plus(scalars(offer.resources()));
      offers.add(offer(offer));
    }
    var document = described(framework.id().value(), framework.description());
    document.put("used_resources", Parts.resources(used));
    document.put("offered_resources", Parts.resources(offered));
    document.put("resources", Parts.resources(used.plus(offered)));
    document.put("active", framework.connected());
    document.put("connected", framework.connected());
    document.put("recovered", framework.link().recovered());
    document.put("registered_time", Parts.seconds(framework.times().registered()));
    document.put("unregistered_time", 0.0);
    framework
        .times()
        .reregistered()
        .ifPresent(at -> document.put("reregistered_time", Parts.seconds(at)));
    document.put("tasks", tasks);
    document.put("unreachable_tasks", unreachable);
    document.put("completed_tasks", ended);
    document.put("offers", offers);
    document.put("executors", List.of());
    return document;
  }

  /** Ports of different agents cannot be added up. */
  private static Resources scalars(Resources resources) {
    Resources sum = Resources.empty();
    for (var part : resources.parts().entrySet()) {
      if (part.getValue() instanceof Quantity.Scalar) {
        sum = sum.with(part.getKey(), part.getValue());
      }
    }
    return sum;
  }

  private static Map<String, Object> offer(HeldOffer offer) {
    var document = new LinkedHashMap<String, Object>();
    document.put("id", offer.id().value());
    document.put("framework_id", offer.framework().value());
    document.put("allocation_info", Map.of("role", offer.role()));
    document.put("slave_id", offer.agent().value());
    document.put("resources", Parts.resources(offer.resources()));
    return document;
  }

  Map<String, Object> tasks(int limit, int offset, boolean ascending) {
    var order = Comparator.comparing(Task::launchedAt).thenComparing(Task::key);
    List<Map<String, Object>> page =
        state.frameworks().values().stream()
            .flatMap(framework -> framework.tasks().values().stream())
            .sorted(ascending ? order : order.reversed())
            .skip(Math.max(0, offset))
            .limit(limit < 0 ? Long.MAX_VALUE : limit)
            .map(Parts::task)
            .toList();
    return Map.of("tasks", page);
  }

  Map<String, Object> metrics() {
    var metrics = new TreeMap<String, Object>();
    metrics.put("master/elected", 1);
    metrics.put("master/slaves_connected", count(AgentStatus.REGISTERED));
    metrics.put("master/slaves_active", count(AgentStatus.REGISTERED));
    metrics.put("master/slaves_disconnected", count(AgentStatus.DISCONNECTED));
    metrics.put("master/slaves_inactive", count(AgentStatus.DISCONNECTED));
    metrics.put("master/slaves_unreachable", count(AgentStatus.UNREACHABLE));
    long connected = state.frameworks().values().stream().filter(Framework::connected).count();
    metrics.put("master/frameworks_connected", connected);
    metrics.put("master/frameworks_active", connected);
    metrics.put("master/frameworks_disconnected", state.frameworks().size() - connected);
    metrics.put("master/frameworks_inactive", state.frameworks().size() - connected);
    metrics.put("master/outstanding_offers", state.offers().size());
    var states = new TreeMap<TaskState, Integer>();
    state
        .frameworks()
        .values()
        .forEach(framework ->
            framework
                .tasks()
                .values()
                .forEach(task -> states.merge(task.state(), 1, Integer::sum)));
    for (TaskState each : TaskState.values()) {
      metrics.put(
          "master/tasks_" + each.name().toLowerCase(Locale.ROOT), states.getOrDefault(each, 0));
    }
    for (String name : List.of(Resources.CPUS, Resources.MEM, Resources.DISK, Resources.GPUS)) {
      double total = 0;
      double used = 0;
      for (Agent agent : state.agents().values()) {
        if (agent.status() == AgentStatus.REGISTERED) {
          total += agent.total().amount(name);
          used += agent.used().amount(name);
        }
      }
      metrics.put("master/" + name + "_total", total);
      metrics.put("master/" + name + "_used", used);
      metrics.put("master/" + name + "_percent", total == 0 ? 0.0 : used / total);
    }
    return metrics;
  }

  private static Map<String, Object> attributes(Agent agent) {
    var document = new LinkedHashMap<String, Object>();
    for (Attribute attribute : Agents.info(agent.description()).getAttributesList()) {
      Object value =
          switch (attribute.getType()) {
            case SCALAR -> attribute.getScalar().getValue();
            case TEXT -> attribute.getText().getValue();
            case RANGES ->
                attribute.getRanges().getRangeList().stream()
                    .map(range -> range.getBegin() + "-" + range.getEnd())
                    .collect(Collectors.joining(", ", "[", "]"));
            case SET -> "{" + String.join(", ", attribute.getSet().getItemList()) + "}";
          };
      document.put(attribute.getName(), value);
    }
    return document;
  }
}
