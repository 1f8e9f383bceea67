package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.Problems;
import dev.stadion.marathon.group.GroupUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads what a group shall become (marathon.md §3.3, §7), or refuses it. */
final class GroupBodies {
  private static final String ALONE = "not allowed in conjunction with other properties.";

  /** Nobody nests deeper; whoever does wants to see how deep our stack is. */
  private static final int MAX_DEPTH = 64;

  private final Definitions definitions;

  GroupBodies(Definitions definitions) {
    this.definitions = definitions;
  }

  /** What can be asked for. */
  sealed interface Wanted {
    record Structure(GroupUpdate update) implements Wanted {}

    record Scaled(double factor) implements Wanted {}

    record Restored(Instant version) implements Wanted {}
  }

  /**
   * @param id of the group that the body is about
   */
  Wanted read(ObjectNode sent, PathId id) {
    if (sent.hasNonNull("version")) {
      return restored(sent);
    }
    if (sent.hasNonNull("scaleBy")) {
      return scaled(sent);
    }
    var misfits = new Problems();
    var senseless = new Problems();
    id.problemAsGroupId().ifPresent(problem -> senseless.add("/id", problem));
    GroupUpdate update = new Reading(misfits, senseless).structure(sent, id, "", 0);
    if (!misfits.isEmpty()) {
      throw Refusals.misfit(misfits.toList());
    }
    if (!senseless.isEmpty()) {
      throw Refusals.invalid(senseless.toList());
    }
    return new Wanted.Structure(update);
  }

  private static Wanted restored(ObjectNode sent) {
    if (hasAny(sent, "apps", "groups", "dependencies", "enforceRole")) {
      throw Refusals.invalid(List.of(new Problem("/version", ALONE)));
    }
    if (!sent.get("version").isTextual()) {
      throw Refusals.misfit(List.of(new Problem("/version", "error.expected.jsstring")));
    }
    return new Wanted.Restored(Requests.timestamp(sent.get("version").asText()));
  }

  private static Wanted scaled(ObjectNode sent) {
    if (hasAny(sent, "apps", "groups", "dependencies", "enforceRole")) {
      throw Refusals.invalid(List.of(new Problem("/scaleBy", ALONE)));
    }
    if (!sent.get("scaleBy").isNumber()) {
      throw Refusals.misfit(List.of(new Problem("/scaleBy", "error.expected.jsnumber")));
    }
    double factor = sent.get("scaleBy").doubleValue();
    if (!(factor >= 0)) {
      throw Refusals.misfit(List.of(new Problem("/scaleBy", "error.min")));
    }
    return new Wanted.Scaled(factor);
  }

  private static boolean hasAny(ObjectNode sent, String... keys) {
    return Stream.of(keys).anyMatch(sent::hasNonNull);
  }

  /**
   * The group that a body names, seen from a path.
   *
   * @throws jakarta.ws.rs.WebApplicationException when the id cannot be one
   */
  static PathId id(PathId path, ObjectNode sent) {
    return Requests.idIn(sent).map(path::resolve).orElse(path);
  }

  /** One body on its way through, and what is wrong with it. */
  private final class Reading {
    private final Problems misfits;
    private final Problems senseless;

    Reading(Problems misfits, Problems senseless) {
      this.misfits = misfits;
      this.senseless = senseless;
    }

    GroupUpdate structure(ObjectNode sent, PathId id, String at, int depth) {
      return new GroupUpdate(
          id,
          array(sent, "apps", at).map(list -> apps(list, id, at)),
          array(sent, "groups", at).map(list -> groups(list, id, at, depth)),
          array(sent, "dependencies", at).map(list -> dependencies(list, id, at)),
          enforceRole(sent, at));
    }

    private Optional<JsonNode> array(ObjectNode sent, String key, String at) {
      if (!sent.hasNonNull(key)) {
        return Optional.empty();
      }
      misfits.require(sent.get(key).isArray(), at + "/" + key, "error.expected.jsarray");
      return Optional.of(sent.get(key)).filter(JsonNode::isArray);
    }

    private List<AppDefinition> apps(JsonNode list, PathId group, String at) {
      var apps = new ArrayList<AppDefinition>();
      for (int i = 0; i < list.size(); i++) {
        String here = at + "/apps(" + i + ")";
        if (list.get(i) instanceof ObjectNode app) {
          definitions.inGroup(app, group, here, misfits, senseless).ifPresent(apps::add);
        } else {
          misfits.add(here, "error.expected.jsobject");
        }
      }
      return apps;
    }

    private List<GroupUpdate> groups(JsonNode list, PathId parent, String at, int depth) {
      var groups = new ArrayList<GroupUpdate>();
      if (depth >= MAX_DEPTH) {
        senseless.add(at + "/groups", "groups are nested too deeply");
        return groups;
      }
      for (int i = 0; i < list.size(); i++) {
        String here = at + "/groups(" + i + ")";
        if (list.get(i) instanceof ObjectNode group) {
          subgroup(group, parent, here)
              .ifPresent(id -> groups.add(structure(group, id, here, depth + 1)));
        } else {
          misfits.add(here, "error.expected.jsobject");
        }
      }
      return groups;
    }

    private Optional<PathId> subgroup(ObjectNode group, PathId parent, String at) {
      JsonNode id = group.path("id");
      if (!id.isTextual()) {
        misfits.add(
            at + "/id", group.hasNonNull("id") ? "error.expected.jsstring" : "error.path.missing");
        return Optional.empty();
      }
      if (!PathId.isWellFormed(id.asText())) {
        misfits.add(at + "/id", "error.pattern");
        return Optional.empty();
      }
      PathId resolved = parent.resolve(id.asText());
      senseless.require(
          resolved.parent().equals(parent) && !resolved.isRoot(),
          at + "/id",
          "Identifier is not child of '" + parent + "'");
      resolved.problemAsGroupId().ifPresent(problem -> senseless.add(at + "/id", problem));
      return Optional.of(resolved);
    }

    private SortedSet<PathId> dependencies(JsonNode list, PathId group, String at) {
      var ids = new TreeSet<PathId>();
      for (int i = 0; i < list.size(); i++) {
        String here = at + "/dependencies(" + i + ")";
        JsonNode id = list.get(i);
        if (!id.isTextual()) {
          misfits.add(here, "error.expected.jsstring");
        } else if (!PathId.isWellFormed(id.asText())) {
          misfits.add(here, "error.pattern");
        } else {
          ids.add(group.resolve(id.asText()));
        }
      }
      return ids;
    }

    private Optional<Boolean> enforceRole(ObjectNode sent, String at) {
      if (!sent.hasNonNull("enforceRole")) {
        return Optional.empty();
      }
      JsonNode given = sent.get("enforceRole");
      misfits.require(given.isBoolean(), at + "/enforceRole", "error.expected.jsboolean");
      return Optional.of(given.asBoolean());
    }
  }
}
