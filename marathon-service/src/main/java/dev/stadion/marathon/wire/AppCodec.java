package dev.stadion.marathon.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.app.VersionInfo;
import dev.stadion.marathon.deployment.Action;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.deployment.Step;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.instance.InstanceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Turns what we remember into text and back. What we wrote ourselves must be readable. */
public final class AppCodec {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AppCodec() {}

  public static String write(RunSpec definition) {
    return json(definition).toString();
  }

  private static ObjectNode json(RunSpec definition) {
    return switch (definition) {
      case AppDefinition app -> AppWriter.write(app);
      case PodDefinition pod -> JSON.createObjectNode().set("pod", PodWriter.write(pod));
    };
  }

  /**
   * @throws IllegalStateException when {@code text} was not written by {@link #write}
   */
  public static RunSpec definition(String text) {
    return definition(object(text));
  }

  private static RunSpec definition(ObjectNode json) {
    if (json.get("pod") instanceof ObjectNode pod) {
      return switch (PodReader.read(pod)) {
        case PodReader.Result.Read(var definition) -> definition;
        case PodReader.Result.Misfit(var problems) ->
            throw new IllegalStateException("a stored pod cannot be read: " + problems);
      };
    }
    return switch (AppReader.read(json)) {
      case AppReader.Result.Read(var definition) -> definition;
      case AppReader.Result.Misfit(var problems) ->
          throw new IllegalStateException("a stored definition cannot be read: " + problems);
    };
  }

  /** The plan without its id and version, which have columns of their own. */
  public static String write(DeploymentPlan plan) {
    ObjectNode json = JSON.createObjectNode();
    var steps = json.putArray("steps");
    for (Step step : plan.steps()) {
      var actions = steps.addArray();
      for (Action action : step.actions()) {
        ObjectNode node =
            actions.addObject().put("kind", action.kind().name()).put("app", action.app().value());
        if (action.pod()) {
          node.put("pod", true);
        }
        if (!action.sentenced().isEmpty()) {
          var sentenced = node.putArray("sentenced");
          action.sentenced().forEach(instance -> sentenced.add(instance.toString()));
        }
      }
    }
    ObjectNode originals = json.putObject("originals");
    plan.originals()
        .forEach((id, original) ->
            original.ifPresentOrElse(
                app -> originals.set(id.value(), app(app)), () -> originals.putNull(id.value())));
    ObjectNode groups = json.putObject("originalGroups");
    plan.originalGroups()
        .forEach((id, original) ->
            original.ifPresentOrElse(
                group -> groups.set(id.value(), group(group)), () -> groups.putNull(id.value())));
    return json.toString();
  }

  /**
   * @throws IllegalStateException when {@code text} was not written by {@link #write}
   */
  public static DeploymentPlan plan(DeploymentId id, Instant version, String text) {
    ObjectNode json = object(text);
    var steps = new ArrayList<Step>();
    for (JsonNode step : json.path("steps")) {
      var actions = new ArrayList<Action>();
      for (JsonNode action : step) {
        actions.add(
            new Action(
                Action.Kind.valueOf(action.path("kind").asText()),
                new PathId(action.path("app").asText()),
                action.path("pod").asBoolean(),
                sentenced(action.path("sentenced"))));
      }
      steps.add(new Step(actions));
    }
    var originals = new TreeMap<PathId, Optional<App>>();
    for (Map.Entry<String, JsonNode> entry : json.path("originals").properties()) {
      originals.put(
          new PathId(entry.getKey()),
          entry.getValue() instanceof ObjectNode app ? Optional.of(app(app)) : Optional.empty());
    }
    var groups = new TreeMap<PathId, Optional<Group>>();
    for (Map.Entry<String, JsonNode> entry : json.path("originalGroups").properties()) {
      var group = new PathId(entry.getKey());
      groups.put(
          group,
          entry.getValue() instanceof ObjectNode said
              ? Optional.of(group(group, said))
              : Optional.empty());
    }
    return new DeploymentPlan(id, version, steps, originals, groups);
  }

  private static ObjectNode group(Group group) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("version", Timestamps.write(group.version()))
            .put("enforceRole", group.enforceRole());
    var dependencies = json.putArray("dependencies");
    group.dependencies().forEach(id -> dependencies.add(id.value()));
    return json;
  }

  private static Group group(PathId id, ObjectNode json) {
    var dependencies = new TreeSet<PathId>();
    json.path("dependencies").forEach(d -> dependencies.add(new PathId(d.asText())));
    return new Group(
        id, dependencies, json.path("enforceRole").asBoolean(), instant(json.path("version")));
  }

  private static Set<InstanceId> sentenced(JsonNode ids) {
    var sentenced = new TreeSet<InstanceId>();
    for (JsonNode id : ids) {
      sentenced.add(InstanceId.parse(id.asText()).orElseThrow());
    }
    return sentenced;
  }

  private static ObjectNode app(App app) {
    ObjectNode json = json(app.definition());
    json.put("version", Timestamps.write(app.version()));
    json.putObject("versionInfo")
        .put("lastScalingAt", Timestamps.write(app.versionInfo().lastScalingAt()))
        .put("lastConfigChangeAt", Timestamps.write(app.versionInfo().lastConfigChangeAt()));
    return json;
  }

  private static App app(ObjectNode json) {
    JsonNode info = json.path("versionInfo");
    return new App(
        definition(json),
        new VersionInfo(
            instant(json.path("version")),
            instant(info.path("lastScalingAt")),
            instant(info.path("lastConfigChangeAt"))));
  }

  private static Instant instant(JsonNode text) {
    return Timestamps.parse(text.asText()).orElseThrow();
  }

  /** Texts by name as a JSON object. */
  public static String write(Map<String, String> texts) {
    ObjectNode json = JSON.createObjectNode();
    texts.forEach(json::put);
    return json.toString();
  }

  /** The inverse of {@link #write(Map)}. */
  public static Map<String, String> texts(String text) {
    var texts = new TreeMap<String, String>();
    object(text).properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  private static ObjectNode object(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException | ClassCastException e) {
      throw new IllegalStateException("what is stored is not a JSON object", e);
    }
  }
}
