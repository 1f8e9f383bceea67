package dev.stadion.chronos.job;

import dev.stadion.chronos.schedule.Span;

/** When a job is to be removed by itself (chronos.md B-66). */
public sealed interface DeleteAfter {
  /** Once a run has succeeded. */
  record Success() implements DeleteAfter {}

  /** Once a run has ended, well or not. */
  record Completion() implements DeleteAfter {}

  /** So long after the end of its last run. */
  record Time(Span span) implements DeleteAfter {}

  /** As in documents. */
  default String text() {
    return switch (this) {
      case Success _ -> "success";
      case Completion _ -> "completion";
      case Time(var span) -> span.text();
    };
  }
}
