package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.resource.Resources;

/**
 * A custom executor that a task brings along.
 *
 * @param id unique within the framework and agent
 * @param resources charged once for each agent, while any of its tasks lives
 */
public record ExecutorUse(String id, Resources resources) {
  public ExecutorUse {
    requireNonNull(id, "id");
    requireNonNull(resources, "resources");
  }
}
