package dev.stadion.master.document;

import dev.stadion.master.heart.CompletedFramework;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.FrameworkCapability;
import dev.stadion.master.heart.FrameworkDescription;
import dev.stadion.master.heart.HeldOffer;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Task;
import dev.stadion.master.wire.Frameworks;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.task.TaskState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A framework with all that is its own (mesos-v1.md §12.1). */
final class FrameworkDocument {
  private final MasterState state;
  private final Fragments.Generation fragments;
  private final Map<String, List<ExecutorDocument.Placed>> executors;

  FrameworkDocument(MasterState state, Fragments.Generation fragments) {
    this.state = state;
    this.fragments = fragments;
    this.executors = ExecutorDocument.byFramework(state);
  }

  /**
   * What a summary has, too; everything but the end of the object. There is never a pid: nobody
   * speaks libprocess with this master.
   */
  static void begin(JsonBytes json, Framework framework, MasterState state) {
    Map<String, Long> offered = offered(framework, state);
    FrameworkInfo info = Frameworks.info(framework.id(), framework.description());
    json.object();
    json.field("id", framework.id().value());
    json.field("name", framework.description().name());
    ResourceMaps.write(json, "used_resources", Amounts.minus(held(framework), offered));
    ResourceMaps.write(json, "offered_resources", offered);
    common(json, framework.description(), info);
    json.field("active", framework.connected());
    json.field("connected", framework.connected());
    json.field("recovered", framework.link().recovered());
  }

  private static void common(JsonBytes json, FrameworkDescription description, FrameworkInfo info) {
    json.texts(
        "capabilities", description.capabilities().stream().map(Enum::name).sorted().toList());
    json.field("hostname", info.getHostname());
    json.field("webui_url", info.getWebuiUrl());
  }

  void write(JsonBytes json, Framework framework) {
    begin(json, framework, state);
    described(json, framework.id(), framework.description());
    json.field("registered_time", framework.times().registered());
    json.field("unregistered_time", 0.0);
    framework.times().reregistered().ifPresent(at -> json.field("reregistered_time", at));
    Frameworks.constraints(framework.description())
        .ifPresent(wanted -> Messages.write(json.name("offer_constraints"), wanted));
    ResourceMaps.write(json, "resources", held(framework));
    tasks(json, framework);
    completed(json, framework.id());
    json.name("offers").array();
    for (OfferId id : framework.offers()) {
      HeldOffer offer = state.offers().get(id);
      if (offer != null) {
        offer(json, offer);
      }
    }
    json.endArray();
    json.name("executors").array();
    for (ExecutorDocument.Placed executor :
        executors.getOrDefault(framework.id().value(), List.of())) {
      ExecutorDocument.write(json, executor);
    }
    json.endArray();
    json.endObject();
  }

  /** One that was torn down or never came back. */
  void write(JsonBytes json, CompletedFramework framework) {
    FrameworkInfo info = Frameworks.info(framework.id(), framework.description());
    json.object();
    json.field("id", framework.id().value());
    json.field("name", framework.description().name());
    ResourceMaps.write(json, "used_resources", Map.of());
    ResourceMaps.write(json, "offered_resources", Map.of());
    common(json, framework.description(), info);
    json.field("active", false);
    json.field("connected", false);
    json.field("recovered", false);
    described(json, framework.id(), framework.description());
    json.field("registered_time", framework.registered());
    json.field("unregistered_time", framework.unregistered());
    ResourceMaps.write(json, "resources", Map.of());
    json.texts("tasks", List.of());
    json.texts("unreachable_tasks", List.of());
    completed(json, framework.id());
    json.texts("offers", List.of());
    json.texts("executors", List.of());
    json.endObject();
  }

  private static void described(JsonBytes json, FrameworkId id, FrameworkDescription description) {
    FrameworkInfo info = Frameworks.info(id, description);
    json.field("user", description.user());
    json.field("failover_timeout", description.failoverTimeoutSeconds());
    json.field("checkpoint", description.checkpoint());
    description.principal().ifPresent(principal -> json.field("principal", principal));
    if (description.has(FrameworkCapability.MULTI_ROLE)) {
      json.texts("roles", description.roles());
    } else {
      json.field("role", description.role().orElse("*"));
    }
    if (info.hasLabels()) {
      Messages.labels(json, info.getLabels());
    }
  }

  /** Ended tasks that still wait for an acknowledgement are among the living ones, as in Mesos. */
  private void tasks(JsonBytes json, Framework framework) {
    json.name("tasks").array();
    boolean away = false;
    for (Task task : framework.tasks().values()) {
      if (task.state() == TaskState.UNREACHABLE) {
        away = true;
      } else {
        json.raw(fragments.of(task, TaskDocument::write));
      }
    }
    json.endArray();
    json.name("unreachable_tasks").array();
    if (away) {
      for (Task task : framework.tasks().values()) {
        if (task.state() == TaskState.UNREACHABLE) {
          json.raw(fragments.of(task, TaskDocument::write));
        }
      }
    }
    json.endArray();
  }

  private void completed(JsonBytes json, FrameworkId framework) {
    json.name("completed_tasks").array();
    for (Task task : state.history().of(framework)) {
      json.raw(fragments.of(task, TaskDocument::write));
    }
    json.endArray();
  }

  private static void offer(JsonBytes json, HeldOffer offer) {
    json.object();
    json.field("id", offer.id().value());
    json.field("framework_id", offer.framework().value());
    json.name("allocation_info").object().field("role", offer.role()).endObject();
    json.field("slave_id", offer.agent().value());
    ResourceMaps.write(json, "resources", offer.resources());
    json.endObject();
  }

  /** Amounts only, used and offered: ports of different agents cannot be added up. */
  private static Map<String, Long> held(Framework framework) {
    Map<String, Long> held = new TreeMap<>();
    framework
        .uses()
        .values()
        .forEach(use ->
            use.held().amounts().forEach((name, millis) -> held.merge(name, millis, Long::sum)));
    return held;
  }

  private static Map<String, Long> offered(Framework framework, MasterState state) {
    Map<String, Long> offered = new TreeMap<>();
    for (OfferId id : framework.offers()) {
      HeldOffer offer = state.offers().get(id);
      if (offer != null) {
        Amounts.add(offered, offer.resources());
      }
    }
    return offered;
  }
}
