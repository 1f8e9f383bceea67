package dev.stadion.marathon.instance;

import dev.stadion.marathon.app.PathId;
import java.util.List;

/** The tasks that have ended, as far as they are kept. May be used from any thread. */
public interface TaskHistory {
  /** How many are kept at least, of all apps together. */
  int KEPT = 100_000;

  /**
   * @param id grows in the order in which tasks ended
   */
  record Entry(long id, EndedTask task) {}

  /**
   * The tasks of an app, the newest first.
   *
   * @param before only those with lower ids
   */
  List<Entry> tasks(PathId app, long before, int limit);
}
