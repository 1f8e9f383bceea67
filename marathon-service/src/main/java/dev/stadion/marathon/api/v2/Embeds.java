package dev.stadion.marathon.api.v2;

import dev.stadion.marathon.wire.GroupWriter;
import dev.stadion.marathon.wire.StateWriter.Embed;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a client wants to be told of apps (marathon.md §6.1). */
final class Embeds {
  private Embeds() {}

  /** What of a group is told (marathon.md §6.1); names of other things are ignored. */
  static Set<GroupWriter.Part> ofGroup(List<String> names) {
    if (names.isEmpty()) {
      return EnumSet.allOf(GroupWriter.Part.class);
    }
    Set<GroupWriter.Part> parts = EnumSet.noneOf(GroupWriter.Part.class);
    for (String name : names) {
      switch (name) {
        case "group.groups" -> parts.add(GroupWriter.Part.GROUPS);
        case "group.apps" -> parts.add(GroupWriter.Part.APPS);
        case "group.pods" -> parts.add(GroupWriter.Part.PODS);
        default -> {}
      }
    }
    return parts;
  }

  /** What is told of the apps of a group: only what is asked for by its full name. */
  static Set<Embed> ofAppsInGroup(List<String> names) {
    return of(
        EnumSet.noneOf(Embed.class),
        names.stream().filter(name -> name.startsWith("group.apps.")).toList());
  }

  /**
   * @param always what the route tells anyway
   * @param names as sent; unknown ones are ignored
   */
  static Set<Embed> of(Set<Embed> always, List<String> names) {
    Set<Embed> embeds = EnumSet.copyOf(always);
    for (String name : names) {
      switch (name.substring(name.lastIndexOf('.') + 1)) {
        case "tasks" -> embeds.addAll(Set.of(Embed.TASKS, Embed.DEPLOYMENTS));
        case "counts" -> embeds.add(Embed.COUNTS);
        case "deployments" -> embeds.add(Embed.DEPLOYMENTS);
        case "readiness" -> embeds.add(Embed.READINESS);
        case "taskStats", "tasksStats" -> embeds.add(Embed.TASK_STATS);
        case "lastTaskFailure" -> embeds.add(Embed.LAST_TASK_FAILURE);
        case "failures" ->
            embeds.addAll(Set.of(Embed.TASKS, Embed.LAST_TASK_FAILURE, Embed.DEPLOYMENTS));
        default -> {}
      }
    }
    return embeds;
  }
}
