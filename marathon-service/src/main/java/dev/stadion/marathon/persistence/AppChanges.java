package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one commit does to apps, put off until it can be done in few statements: a group may have
 * thousands of apps. Of one app saves and removals keep their order; between apps it makes no
 * difference.
 */
final class AppChanges {
  private final Pipeline pipeline;
  private final int kept;
  private final List<App> saved = new ArrayList<>();
  private final Map<PathId, Instant> removed = new LinkedHashMap<>();

  /**
   * @param kept how many versions of each app stay at least
   */
  AppChanges(Pipeline pipeline, int kept) {
    this.pipeline = pipeline;
    this.kept = kept;
  }

  void save(App app) throws SQLException {
    if (removed.containsKey(app.id())) {
      write();
    }
    saved.add(app);
  }

  void remove(PathId id, Instant at) throws SQLException {
    if (removed.containsKey(id)) {
      write();
    }
    removed.put(id, at);
  }

  /** Does what was put off. What was saved and removed since the last time was saved first. */
  void write() throws SQLException {
    AppRows.save(pipeline, saved, kept);
    AppRows.remove(pipeline, removed);
    saved.clear();
    removed.clear();
  }
}
