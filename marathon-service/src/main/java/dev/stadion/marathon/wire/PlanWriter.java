package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.deployment.Difference;
import dev.stadion.marathon.deployment.Transition;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.group.GroupTree;
import dev.stadion.marathon.wire.EventWriter.Plans;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes plans as events have them (marathon.md §4): with the root groups from which and to which
 * they lead, cut down to what the plan is about. What does not change is not repeated, so that
 * telling of a deployment costs as much as it changes.
 */
final class PlanWriter {
  /** Plans that are about more are told with the groups alone. */
  private static final int MOST_APPS = 500;

  private PlanWriter() {}

  static ObjectNode write(DeploymentPlan plan, Plans plans) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", plan.id().toString());
    if (plans == Plans.WHOLE) {
      Difference difference = plan.difference();
      json.set(
          "original",
          root(difference, difference.since(), Transition::from, Difference.OfGroup::from));
      json.set("target", root(difference, plan.version(), Transition::to, Difference.OfGroup::to));
    }
    EventWriter.steps(json.putArray("steps"), plan);
    return json.put("version", Timestamps.write(plan.version()));
  }

  private static ObjectNode root(
      Difference difference,
      Instant version,
      Function<Transition, Optional<App>> app,
      Function<Difference.OfGroup, Optional<Group>> group) {
    List<App> apps =
        difference.apps().size() > MOST_APPS
            ? List.of()
            : difference.apps().values().stream()
                .flatMap(change -> app.apply(change).stream())
                .toList();
    List<Group> groups =
        difference.groups().values().stream()
            .flatMap(change -> group.apply(change).stream())
            .toList();
    GroupTree tree = GroupTree.at(version, groups, apps);
    return new GroupWriter<>(tree.groups(), tree.apps(), PlanWriter::definition, App::isPod)
        .write(PathId.ROOT, EnumSet.allOf(GroupWriter.Part.class));
  }

  private static ObjectNode definition(App app) {
    return app.isPod() ? PodWriter.write(app) : AppWriter.write(app);
  }
}
