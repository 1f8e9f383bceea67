package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.FrameworkId;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * Tasks that have ended and are nobody's business any more, kept for those who look (mesos-v1.md
 * §16). In memory only and bounded: a new master begins without it.
 *
 * @param tasks by framework, completed frameworks included; oldest first
 */
public record History(PMap<FrameworkId, PVector<Task>> tasks) {
  /** As a master begins. */
  public static final History EMPTY = new History(HashTreePMap.empty());

  public History {
    requireNonNull(tasks, "tasks");
  }

  /** The ended tasks of one framework, oldest first. */
  public List<Task> of(FrameworkId framework) {
    PVector<Task> ended = tasks.get(framework);
    return ended == null ? List.of() : ended;
  }

  History with(Task task, int limit) {
    PVector<Task> ended = tasks.get(task.framework());
    PVector<Task> next = (ended == null ? TreePVector.<Task>empty() : ended).plus(task);
    return new History(tasks.plus(task.framework(), next.size() > limit ? next.minus(0) : next));
  }

  History without(FrameworkId framework) {
    return new History(tasks.minus(framework));
  }
}
