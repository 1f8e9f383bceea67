package dev.stadion.chronos.run;

/** What made a run. */
public enum Trigger {
  SCHEDULE,
  MANUAL,
  DEPENDENCY
}
