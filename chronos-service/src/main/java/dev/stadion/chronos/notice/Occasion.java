package dev.stadion.chronos.notice;

import dev.stadion.chronos.job.Word;

/** When somebody is told (chronos.md §12.15). */
public enum Occasion implements Word {
  /** The final failure of a run, after its retries (B-70). */
  FAILURE("failure"),
  SUCCESS("success"),
  /** An attempt failed, another one follows. */
  RETRY("retry"),
  /** The first success after a final failure (B-70). */
  RECOVERED("recovered"),
  /** An agreed time was not kept (§12.13). */
  LATE("late"),
  /** The scheduler has disabled the job. */
  DISABLED("disabled"),
  REMOVED("removed"),
  SKIPPED("skipped"),
  MISSED("missed");

  private final String word;

  Occasion(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
