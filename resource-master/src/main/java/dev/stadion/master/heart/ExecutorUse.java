package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.resource.Resources;
import java.util.Arrays;

/**
 * An executor that a task, or a group of tasks, brings along.
 *
 * @param id unique within the framework and agent
 * @param resources charged once for each agent, until it ends
 * @param info the whole description; empty when nobody has it any more
 */
public record ExecutorUse(String id, Resources resources, Payload info) {
  public ExecutorUse {
    requireNonNull(id, "id");
    requireNonNull(resources, "resources");
    requireNonNull(info, "info");
  }

  public ExecutorUse(String id, Resources resources) {
    this(id, resources, Payload.EMPTY);
  }

  /** Whether both are one executor, as far as their descriptions are known. */
  boolean isSame(ExecutorUse other) {
    byte[] mine = info.bytes();
    byte[] theirs = other.info.bytes();
    boolean known = mine.length > 0 && theirs.length > 0;
    return id.equals(other.id) && (!known || Arrays.equals(mine, theirs));
  }
}
