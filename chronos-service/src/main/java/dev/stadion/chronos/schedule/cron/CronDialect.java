package dev.stadion.chronos.schedule.cron;

/** Whose cron an expression is written for (chronos.md §12.1). */
public enum CronDialect {
  /** Told by the number of fields and the signs used. */
  AUTO,
  /** Five fields, or six with the seconds first; 0 and 7 are Sunday. */
  UNIX,
  /** Six or seven fields with L, W and #; 1 is Sunday. */
  QUARTZ
}
