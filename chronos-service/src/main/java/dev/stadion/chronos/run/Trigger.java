package dev.stadion.chronos.run;

/** What made a run. */
public enum Trigger {
  SCHEDULE,
  MANUAL,
  DEPENDENCY,
  /** A window of the past was asked for again. */
  BACKFILL,
  /** An earlier run was asked for again. */
  RERUN
}
