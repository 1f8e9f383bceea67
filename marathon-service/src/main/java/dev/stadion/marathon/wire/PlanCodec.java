package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.deployment.Action;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.deployment.Difference;
import dev.stadion.marathon.deployment.Purpose;
import dev.stadion.marathon.deployment.Step;
import dev.stadion.marathon.deployment.Transition;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.instance.InstanceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Turns the plans that we remember into text and back. */
public final class PlanCodec {
  private PlanCodec() {}

  /**
   * The plan without its id and version, which have columns of their own, and without what it wants
   * of apps and groups: that is what is wanted of them as long as they are locked.
   */
  public static String write(DeploymentPlan plan) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
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
    Difference difference = plan.difference();
    difference
        .apps()
        .forEach((id, change) ->
            change
                .from()
                .ifPresentOrElse(
                    app -> originals.set(id.value(), AppCodec.app(app)),
                    () -> originals.putNull(id.value())));
    ObjectNode groups = json.putObject("originalGroups");
    difference
        .groups()
        .forEach((id, change) ->
            change
                .from()
                .ifPresentOrElse(
                    group -> groups.set(id.value(), group(group)),
                    () -> groups.putNull(id.value())));
    json.put("since", Timestamps.write(difference.since()));
    plan.purpose().deadline().ifPresent(at -> json.put("deadline", Timestamps.write(at)));
    plan.purpose()
        .undoes()
        .ifPresent(undone ->
            json.putObject("undoes")
                .put("deployment", undone.deployment().toString())
                .put("reason", undone.reason()));
    return json.toString();
  }

  /**
   * @throws IllegalStateException when {@code text} was not written by {@link #write}
   */
  public static DeploymentPlan plan(DeploymentId id, Instant version, String text) {
    ObjectNode json = AppCodec.object(text);
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
    var apps = new TreeMap<PathId, Transition>();
    for (Map.Entry<String, JsonNode> entry : json.path("originals").properties()) {
      Optional<App> original =
          entry.getValue() instanceof ObjectNode app
              ? Optional.of(AppCodec.app(app))
              : Optional.empty();
      apps.put(new PathId(entry.getKey()), new Transition(original, Optional.empty()));
    }
    var groups = new TreeMap<PathId, Difference.OfGroup>();
    for (Map.Entry<String, JsonNode> entry : json.path("originalGroups").properties()) {
      var group = new PathId(entry.getKey());
      Optional<Group> original =
          entry.getValue() instanceof ObjectNode said
              ? Optional.of(group(group, said))
              : Optional.empty();
      groups.put(group, new Difference.OfGroup(original, Optional.empty()));
    }
    // Plans of before this was remembered do without.
    Instant since = json.has("since") ? AppCodec.instant(json.get("since")) : version;
    return new DeploymentPlan(
        id, version, steps, new Difference(since, apps, groups), purpose(json));
  }

  private static Purpose purpose(ObjectNode json) {
    Optional<Instant> deadline =
        json.has("deadline")
            ? Optional.of(AppCodec.instant(json.get("deadline")))
            : Optional.empty();
    JsonNode undoes = json.path("undoes");
    return new Purpose(
        deadline,
        undoes.isObject()
            ? Optional.of(
                new Purpose.Undoing(
                    new DeploymentId(UUID.fromString(undoes.path("deployment").asText())),
                    undoes.path("reason").asText()))
            : Optional.empty());
  }

  private static ObjectNode group(Group group) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
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
        id,
        dependencies,
        json.path("enforceRole").asBoolean(),
        AppCodec.instant(json.path("version")));
  }

  private static Set<InstanceId> sentenced(JsonNode ids) {
    var sentenced = new TreeSet<InstanceId>();
    for (JsonNode id : ids) {
      sentenced.add(InstanceId.parse(id.asText()).orElseThrow());
    }
    return sentenced;
  }
}
