package dev.stadion.master.document;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.AgentStatus;
import dev.stadion.master.heart.CompletedFramework;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.wire.MasterIdentity;
import dev.stadion.mesos.v1.MasterInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** {@code /state} and its parts (mesos-v1.md §12.1, §12.2). */
final class ClusterDocument {
  private final MasterState state;
  private final Fragments.Generation fragments;

  ClusterDocument(MasterState state, Fragments.Generation fragments) {
    this.state = state;
    this.fragments = fragments;
  }

  static void version(JsonBytes json) {
    json.field("version", MasterIdentity.VERSION);
    json.field("build_date", "1970-01-01 00:00:00");
    json.field("build_time", 0.0);
    json.field("build_user", "stadion");
  }

  void state(JsonBytes json, MasterIdentity identity, Map<String, String> flags) {
    json.object();
    version(json);
    state
        .clock()
        .ifPresent(clock -> {
          json.field("start_time", clock.started());
          json.field("elected_time", clock.started());
        });
    json.field("id", state.masterId());
    json.field("pid", identity.pid());
    json.field("hostname", identity.hostname());
    MasterInfo info = identity.info(state.masterId());
    json.texts(
        "capabilities",
        info.getCapabilitiesList().stream().map(each -> each.getType().name()).toList());
    json.field("activated_slaves", count(state, Agent::takesWork));
    json.field(
        "deactivated_slaves",
        count(state, agent -> agent.status().countsInPool() && !agent.takesWork()));
    json.field(
        "unreachable_slaves", count(state, agent -> agent.status() == AgentStatus.UNREACHABLE));
    json.field("leader", identity.pid());
    json.name("leader_info").object();
    json.field("id", state.masterId());
    json.field("pid", identity.pid());
    json.field("port", identity.port());
    json.field("hostname", identity.hostname());
    json.endObject();
    flags(json, flags);
    slaves(json);
    frameworks(json, all -> true);
    json.texts("orphan_tasks", List.of());
    json.endObject();
  }

  static void flags(JsonBytes json, Map<String, String> flags) {
    json.name("flags").object();
    flags.forEach(json::field);
    json.endObject();
  }

  static long count(MasterState state, Predicate<Agent> which) {
    return state.agents().values().stream().filter(which).count();
  }

  /** Those that are part of the cluster now. */
  static List<Agent> present(MasterState state) {
    return state.agents().values().stream()
        .filter(agent -> agent.status().countsInPool())
        .sorted(Comparator.comparing(Agent::id))
        .toList();
  }

  private static List<Agent> recovered(MasterState state) {
    return state.agents().values().stream()
        .filter(agent -> agent.status() == AgentStatus.RECOVERED)
        .sorted(Comparator.comparing(Agent::id))
        .toList();
  }

  private void slaves(JsonBytes json) {
    json.name("slaves").array();
    present(state).forEach(agent -> json.raw(fragments.of(agent, this::slave)));
    json.endArray();
    recoveredSlaves(json, state, all -> true);
  }

  private byte[] slave(Agent agent) {
    var json = new JsonBytes();
    AgentDocument.begin(json, agent, state);
    return json.endObject().bytes();
  }

  /** {@code /slaves}: those which are wanted, and all of their resources. */
  static void fullSlaves(JsonBytes json, MasterState state, Predicate<String> wanted) {
    json.object();
    json.name("slaves").array();
    for (Agent agent : present(state)) {
      if (wanted.test(agent.id().value())) {
        AgentDocument.begin(json, agent, state);
        FullResources.write(json, agent, state);
        json.endObject();
      }
    }
    json.endArray();
    recoveredSlaves(json, state, wanted);
    json.endObject();
  }

  private static void recoveredSlaves(JsonBytes json, MasterState state, Predicate<String> wanted) {
    json.name("recovered_slaves").array();
    for (Agent agent : recovered(state)) {
      if (wanted.test(agent.id().value())) {
        json.raw(AgentDocument.recovered(agent));
      }
    }
    json.endArray();
  }

  void frameworks(JsonBytes json, Predicate<String> wanted) {
    var document = new FrameworkDocument(state, fragments);
    json.name("frameworks").array();
    for (Framework framework : state.frameworks().values()) {
      if (wanted.test(framework.id().value())) {
        document.write(json, framework);
      }
    }
    json.endArray();
    json.name("completed_frameworks").array();
    for (CompletedFramework framework : state.completed()) {
      if (wanted.test(framework.id().value())) {
        document.write(json, framework);
      }
    }
    json.endArray();
    json.texts("unregistered_frameworks", List.of());
  }
}
