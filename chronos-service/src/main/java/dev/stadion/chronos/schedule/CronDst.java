package dev.stadion.chronos.schedule;

/** What cron does when the clocks change (chronos.md §12.1, B-06, B-07). */
public enum CronDst {
  /** Each matching local time happens once, unless the hour is free: then elapsed time counts. */
  ONCE,
  /** Whatever the wall clock shows: nothing in a gap, twice in an overlap. */
  LITERAL
}
