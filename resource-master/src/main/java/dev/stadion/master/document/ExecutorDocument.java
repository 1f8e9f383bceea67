package dev.stadion.master.document;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.wire.Tasks;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ExecutorInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An executor that a framework brought itself (mesos-v1.md §12.1); plain commands have none. */
final class ExecutorDocument {
  /** An executor where it is. */
  record Placed(Agent agent, Agent.ExecutorKey key, Agent.Executor executor) {}

  private ExecutorDocument() {}

  static Map<String, List<Placed>> byFramework(MasterState state) {
    Map<String, List<Placed>> all = new HashMap<>();
    for (Agent agent : state.agents().values()) {
      if (agent.status().countsInPool()) {
        agent
            .executors()
            .forEach((key, executor) ->
                all.computeIfAbsent(key.framework(), framework -> new ArrayList<>())
                    .add(new Placed(agent, key, executor)));
      }
    }
    all.values()
        .forEach(list ->
            list.sort(
                Comparator.comparing((Placed each) -> each.agent().id())
                    .thenComparing(each -> each.key().executor())));
    return all;
  }

  static void write(JsonBytes json, Placed placed) {
    ExecutorInfo info = Tasks.info(placed.executor().use());
    json.object();
    json.field("executor_id", placed.key().executor());
    json.field("name", info.getName());
    json.field("framework_id", placed.key().framework());
    command(json, info.getCommand());
    ResourceMaps.write(json, "resources", placed.executor().use().resources());
    if (!placed.executor().use().resources().isEmpty()) {
      json.field("role", placed.executor().role());
    }
    if (info.hasLabels()) {
      Messages.labels(json, info.getLabels());
    }
    if (info.hasType()) {
      json.field("type", info.getType().name());
    }
    json.field("slave_id", placed.agent().id().value());
    json.endObject();
  }

  private static void command(JsonBytes json, CommandInfo command) {
    json.name("command").object();
    if (command.hasShell()) {
      json.field("shell", command.getShell());
    }
    if (command.hasValue()) {
      json.field("value", command.getValue());
    }
    json.texts("argv", command.getArgumentsList());
    if (command.hasEnvironment()) {
      Messages.write(json.name("environment"), command.getEnvironment());
    }
    json.name("uris").array();
    for (CommandInfo.URI uri : command.getUrisList()) {
      json.object();
      json.field("value", uri.getValue());
      json.field("executable", uri.getExecutable());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }
}
