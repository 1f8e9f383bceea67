package dev.stadion.master.document;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Task;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.task.TaskState;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Agents and frameworks with counts instead of tasks (mesos-v1.md §12.3). */
final class SummaryDocument {
  /** Those that Mesos counts, in its order. */
  private static final List<TaskState> COUNTED =
      List.of(
          TaskState.STAGING,
          TaskState.STARTING,
          TaskState.RUNNING,
          TaskState.KILLING,
          TaskState.FINISHED,
          TaskState.KILLED,
          TaskState.FAILED,
          TaskState.LOST,
          TaskState.ERROR,
          TaskState.UNREACHABLE);

  /** The tasks of one agent or framework, and who is on the other side of them. */
  private static final class Counts {
    private static final Counts NONE = new Counts();

    private final Map<TaskState, Integer> states = new EnumMap<>(TaskState.class);
    private final Set<String> others = new TreeSet<>();

    private void count(Task task, String other) {
      states.merge(task.state(), 1, Integer::sum);
      others.add(other);
    }

    private void write(JsonBytes json, String name) {
      for (TaskState state : COUNTED) {
        json.field(state.wireName(), (long) states.getOrDefault(state, 0));
      }
      json.texts(name, List.copyOf(others));
    }
  }

  private final MasterState state;
  private final Map<AgentId, Counts> agents = new HashMap<>();
  private final Map<String, Counts> frameworks = new TreeMap<>();

  SummaryDocument(MasterState state) {
    this.state = state;
    for (Framework framework : state.frameworks().values()) {
      framework.tasks().values().forEach(this::count);
      state.history().of(framework.id()).forEach(this::count);
    }
  }

  private void count(Task task) {
    agents
        .computeIfAbsent(task.agent(), agent -> new Counts())
        .count(task, task.framework().value());
    frameworks
        .computeIfAbsent(task.framework().value(), framework -> new Counts())
        .count(task, task.agent().value());
  }

  void write(JsonBytes json, String hostname) {
    json.object();
    json.field("hostname", hostname);
    json.name("slaves").array();
    for (Agent agent : ClusterDocument.present(state)) {
      AgentDocument.begin(json, agent, state);
      agents.getOrDefault(agent.id(), Counts.NONE).write(json, "framework_ids");
      json.endObject();
    }
    json.endArray();
    json.name("frameworks").array();
    for (Framework framework : state.frameworks().values()) {
      FrameworkDocument.begin(json, framework, state);
      frameworks.getOrDefault(framework.id().value(), Counts.NONE).write(json, "slave_ids");
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }
}
