package dev.stadion.chronos.scheduler;

import java.util.Locale;

/** What of an agreement was not kept (chronos.md §12.13), and what else time brings to a job. */
public enum Clause {
  LATE_START,
  LONG_RUNNING,
  LATE_FINISH,
  /** The job had no success for too long (B-65). */
  STALE,
  /** Nothing was agreed: the job goes by itself now (B-66). */
  EXPIRED;

  /** As in events, such as {@code sla.late_start}. */
  String type() {
    return "sla." + name().toLowerCase(Locale.ROOT);
  }
}
