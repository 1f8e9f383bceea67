package dev.stadion.marathon.api.v2;

import dev.stadion.marathon.wire.StateWriter.Embed;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a client wants to be told of apps (marathon.md §6.1). */
final class Embeds {
  private Embeds() {}

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
        case "lastTaskFailure" -> embeds.add(Embed.LAST_TASK_FAILURE);
        case "failures" ->
            embeds.addAll(Set.of(Embed.TASKS, Embed.LAST_TASK_FAILURE, Embed.DEPLOYMENTS));
        default -> {}
      }
    }
    return embeds;
  }
}
