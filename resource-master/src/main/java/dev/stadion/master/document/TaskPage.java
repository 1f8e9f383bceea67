package dev.stadion.master.document;

import dev.stadion.master.heart.LatestStatus;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Task;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which tasks {@code /tasks} shows, of all that live, are out of reach, or have ended (mesos-v1.md
 * §12.3).
 *
 * @param limit how many; negative means all
 * @param ascending whether the oldest come first; tasks without a status have no age, and count as
 *     the oldest
 * @param framework only of this one
 * @param task only of this name
 */
public record TaskPage(
    long limit, long offset, boolean ascending, Optional<String> framework, Optional<String> task) {
  /** How many are shown when nothing is said. */
  public static final long USUAL = 100;

  private static final Comparator<Task> BY_AGE =
      Comparator.comparing(TaskPage::since).thenComparing(Task::key);

  private static Instant since(Task task) {
    return task.statuses().isEmpty() ? Instant.MIN : first(task).at();
  }

  private static LatestStatus first(Task task) {
    return task.statuses().get(0);
  }

  List<Task> of(MasterState state) {
    Stream<Task> living =
        state.frameworks().values().stream().flatMap(each -> each.tasks().values().stream());
    Stream<Task> ended = state.history().tasks().values().stream().flatMap(List::stream);
    return Stream.concat(living, ended)
        .filter(each -> framework.isEmpty() || framework.get().equals(each.framework().value()))
        .filter(each -> task.isEmpty() || task.get().equals(each.id().value()))
        .sorted(ascending ? BY_AGE : BY_AGE.reversed())
        .skip(offset)
        .limit(limit < 0 ? Long.MAX_VALUE : limit)
        .toList();
  }
}
