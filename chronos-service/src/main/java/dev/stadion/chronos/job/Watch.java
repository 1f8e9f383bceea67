package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import dev.stadion.chronos.notice.Notification;
import dev.stadion.chronos.schedule.Span;
import java.util.List;
import java.util.Optional;

/**
 * Who watches a job, and for what (chronos.md §12.10, §12.13, §12.15).
 *
 * @param notifications whom to tell
 * @param sla what was agreed about its times
 * @param expectedEvery without a success for so long it is stale
 * @param history how much of its past is remembered
 */
public record Watch(
    List<Notification> notifications,
    Optional<Sla> sla,
    Optional<Span> expectedEvery,
    History history) {
  public static final Watch NONE =
      new Watch(List.of(), Optional.empty(), Optional.empty(), History.NONE);

  public Watch {
    notifications = List.copyOf(notifications);
    requireNonNull(sla, "sla");
    requireNonNull(expectedEvery, "expectedEvery");
    requireNonNull(history, "history");
  }

  public Watch withNotifications(List<Notification> others) {
    return new Watch(others, sla, expectedEvery, history);
  }
}
