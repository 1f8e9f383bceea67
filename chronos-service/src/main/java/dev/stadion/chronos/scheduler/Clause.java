package dev.stadion.chronos.scheduler;

import java.util.Locale;

/** What of an agreement was not kept (chronos.md §12.13). */
public enum Clause {
  LATE_START,
  LONG_RUNNING,
  LATE_FINISH,
  /** The job had no success for too long (B-65). */
  STALE;

  /** As in events, such as {@code sla.late_start}. */
  String type() {
    return "sla." + name().toLowerCase(Locale.ROOT);
  }
}
