package dev.stadion.marathon.scheduler;

import java.util.List;

/** What was announced, as far as it is kept (promises.md P13). May be used from any thread. */
public interface EventHistory {
  /** How many events are kept at least. */
  int KEPT = 100_000;

  /**
   * An event as it was told.
   *
   * @param json on one line, with whole plans
   */
  record Told(long id, String type, String json) {}

  /**
   * What follows the event of this id, the oldest first: some thousands at most, at least one if
   * there is any.
   */
  List<Told> after(long id);

  /** The id before the oldest event that is kept: whoever saw that one has missed nothing. */
  long forgottenUpTo();
}
