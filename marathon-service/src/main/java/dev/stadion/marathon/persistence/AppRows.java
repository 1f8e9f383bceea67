package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Columns;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.wire.AppCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Apps and their versions, of which one commit may have hundreds. */
final class AppRows {
  /**
   * Sent as one, because each wait for an answer costs more than the work. Of each app all but its
   * latest versions are forgotten, and but those that something runs of.
   */
  private static final String SAVE =
      """
      INSERT INTO app_version (app_id, version, last_scaling_at, last_config_change_at, definition)
      SELECT * FROM unnest(?::text[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::text[])
      ON CONFLICT (app_id, version) DO UPDATE
         SET last_scaling_at = excluded.last_scaling_at,
             last_config_change_at = excluded.last_config_change_at,
             definition = excluded.definition, removed_at = NULL;
      INSERT INTO app (id, version)
      SELECT * FROM unnest(?::text[], ?::timestamptz[])
      ON CONFLICT (id) DO UPDATE SET version = excluded.version;
      DELETE FROM app_version v
       USING unnest(?::text[]) AS saved (app_id)
             CROSS JOIN LATERAL
             (SELECT ctid AS place FROM app_version old
               WHERE old.app_id = saved.app_id
                 AND old.version < (SELECT min(kept.version) FROM
                                      (SELECT version FROM app_version WHERE app_id = saved.app_id
                                        ORDER BY version DESC LIMIT ?) AS kept)
                 AND NOT EXISTS (SELECT 1 FROM instance i
                                  WHERE i.app_id = old.app_id AND i.run_spec_version = old.version)
              OFFSET 0) AS needless
       WHERE v.ctid = needless.place
      """;

  /** Its last failure goes with an app; its definitions stay for the versions of the tree. */
  private static final String REMOVE =
      """
      UPDATE app_version v SET removed_at = gone.at
        FROM unnest(?::text[], ?::timestamptz[]) AS gone (app_id, at)
             CROSS JOIN LATERAL
             (SELECT ctid AS place FROM app_version
               WHERE app_id = gone.app_id AND removed_at IS NULL
              OFFSET 0) AS old
       WHERE v.ctid = old.place;
      DELETE FROM app WHERE id = ANY (?::text[]);
      DELETE FROM task_failure WHERE app_id = ANY (?::text[])
      """;

  private AppRows() {}

  /**
   * @param apps in the order in which they were saved; of one app the last version is the wanted
   *     one
   * @param kept how many versions of each stay at least
   */
  static void save(Connection connection, List<App> apps, int kept) throws SQLException {
    if (apps.isEmpty()) {
      return;
    }
    var versions = new LinkedHashMap<List<Object>, App>();
    var latest = new LinkedHashMap<PathId, App>();
    for (App app : apps) {
      versions.put(List.of(app.id(), app.version()), app);
      latest.put(app.id(), app);
    }
    List<App> wanted = List.copyOf(latest.values());
    try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
      int columns =
          new Columns<>(connection, statement, List.copyOf(versions.values()))
              .text(app -> app.id().value())
              .instant(app -> Optional.of(app.version()))
              .instant(app -> Optional.of(app.versionInfo().lastScalingAt()))
              .instant(app -> Optional.of(app.versionInfo().lastConfigChangeAt()))
              .text(app -> AppCodec.write(app.definition()))
              .of(wanted)
              .text(app -> app.id().value())
              .instant(app -> Optional.of(app.version()))
              .text(app -> app.id().value())
              .count();
      statement.setInt(columns + 1, kept);
      statement.executeUpdate();
    }
  }

  /**
   * @param removed since when apps are not wanted any more
   */
  static void remove(Connection connection, Map<PathId, Instant> removed) throws SQLException {
    if (removed.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
      new Columns<>(connection, statement, List.copyOf(removed.entrySet()))
          .text(gone -> gone.getKey().value())
          .instant(gone -> Optional.of(gone.getValue()))
          .text(gone -> gone.getKey().value())
          .text(gone -> gone.getKey().value());
      statement.executeUpdate();
    }
  }
}
