package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.group.Subtree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Writes groups with what is in them (marathon.md §7). */
public final class GroupWriter<A> {
  private final NavigableMap<PathId, Group> groups;
  private final NavigableMap<PathId, A> apps;
  private final Function<A, JsonNode> app;
  private final Predicate<A> pod;

  /**
   * @param app writes one of the apps or pods
   * @param pod tells pods from apps
   */
  public GroupWriter(
      NavigableMap<PathId, Group> groups,
      NavigableMap<PathId, A> apps,
      Function<A, JsonNode> app,
      Predicate<A> pod) {
    this.groups = groups;
    this.apps = apps;
    this.app = app;
    this.pod = pod;
  }

  /** What of a group is told. */
  public enum Part {
    GROUPS,
    APPS,
    PODS
  }

  /** The group of this id, which must be there, with everything below it. */
  public ObjectNode write(PathId id, Set<Part> parts) {
    Map<PathId, List<Group>> subgroups = new HashMap<>();
    Map<PathId, List<A>> members = new HashMap<>();
    if (parts.contains(Part.GROUPS)) {
      Subtree.below(groups, id).forEach((key, group) -> add(subgroups, key, group));
    }
    if (parts.contains(Part.APPS) || parts.contains(Part.PODS)) {
      Subtree.below(apps, id).forEach((key, member) -> add(members, key, member));
    }
    return write(groups.get(id), parts, subgroups, members);
  }

  private static <T> void add(Map<PathId, List<T>> byParent, PathId id, T value) {
    byParent.computeIfAbsent(id.parent(), parent -> new ArrayList<>()).add(value);
  }

  private ObjectNode write(
      Group group,
      Set<Part> parts,
      Map<PathId, List<Group>> subgroups,
      Map<PathId, List<A>> members) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", group.id().value());
    AppWriter.texts(
        json.putArray("dependencies"), group.dependencies().stream().map(PathId::value).toList());
    json.put("version", Timestamps.write(group.version()));
    if (parts.contains(Part.APPS)) {
      ArrayNode array = json.putArray("apps");
      members.getOrDefault(group.id(), List.of()).stream()
          .filter(pod.negate())
          .forEach(member -> array.add(app.apply(member)));
    }
    if (parts.contains(Part.PODS)) {
      ArrayNode array = json.putArray("pods");
      members.getOrDefault(group.id(), List.of()).stream()
          .filter(pod)
          .forEach(member -> array.add(app.apply(member)));
    }
    if (parts.contains(Part.GROUPS)) {
      ArrayNode array = json.putArray("groups");
      subgroups
          .getOrDefault(group.id(), List.of())
          .forEach(sub -> array.add(write(sub, parts, subgroups, members)));
    }
    if (!group.id().isRoot() && group.id().parent().isRoot()) {
      json.put("enforceRole", group.enforceRole());
    }
    return json;
  }
}
