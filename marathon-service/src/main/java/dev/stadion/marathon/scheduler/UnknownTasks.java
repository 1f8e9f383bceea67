package dev.stadion.marathon.scheduler;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Instant;
import java.util.Optional;
import org.pcollections.TreePMap;

/**
 * The mass-kill brake (promises.md P8). A leader that has just taken over does not believe at once
 * that tasks it does not know are orphans: if there are many, its memory is more likely to be wrong
 * than the world.
 *
 * @param cautiousUntil until then unknown tasks are collected and judged together
 * @param found the tasks that nobody knows, with where they run
 * @param judgeAt when to decide; absent when there is nothing to decide
 * @param held whether the decision was to wait for an operator
 */
public record UnknownTasks(
    Optional<Instant> cautiousUntil,
    TreePMap<TaskId, Optional<AgentId>> found,
    Optional<Instant> judgeAt,
    boolean held) {
  static final UnknownTasks NONE =
      new UnknownTasks(Optional.empty(), TreePMap.empty(), Optional.empty(), false);

  boolean isCautious(Instant now) {
    return held || cautiousUntil.filter(now::isBefore).isPresent();
  }

  /** Whether so many are too many to be orphans. */
  boolean isSuspicious(int knownTasks) {
    return found.size() > Math.max(10, knownTasks / 10);
  }
}
