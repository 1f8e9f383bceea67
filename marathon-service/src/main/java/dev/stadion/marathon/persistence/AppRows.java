package dev.stadion.marathon.persistence;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.wire.AppCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Apps and their versions, of which one commit may have hundreds. */
final class AppRows {
  private static final String SAVE_VERSIONS =
      """
      INSERT INTO app_version (app_id, version, last_scaling_at, last_config_change_at, definition)
      SELECT * FROM unnest(?::text[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::text[])
      ON CONFLICT (app_id, version) DO UPDATE
         SET last_scaling_at = excluded.last_scaling_at,
             last_config_change_at = excluded.last_config_change_at,
             definition = excluded.definition, removed_at = NULL
      """;

  private static final String SAVE_APPS =
      """
      INSERT INTO app (id, version)
      SELECT * FROM unnest(?::text[], ?::timestamptz[])
      ON CONFLICT (id) DO UPDATE SET version = excluded.version
      """;

  /** Of each app all but its latest versions, and but those that something runs of. */
  private static final String FORGET =
      """
      DELETE FROM app_version v
       USING unnest(?::text[]) AS saved (app_id)
       WHERE v.app_id = saved.app_id
         AND v.version < (SELECT min(kept.version) FROM
                            (SELECT version FROM app_version WHERE app_id = saved.app_id
                              ORDER BY version DESC LIMIT ?) AS kept)
         AND NOT EXISTS (SELECT 1 FROM instance i
                          WHERE i.app_id = v.app_id AND i.run_spec_version = v.version)
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
    try (PreparedStatement statement = connection.prepareStatement(SAVE_VERSIONS)) {
      new Columns<>(connection, statement, List.copyOf(versions.values()))
          .text(app -> app.id().value())
          .instant(app -> Optional.of(app.version()))
          .instant(app -> Optional.of(app.versionInfo().lastScalingAt()))
          .instant(app -> Optional.of(app.versionInfo().lastConfigChangeAt()))
          .text(app -> AppCodec.write(app.definition()));
      statement.executeUpdate();
    }
    point(connection, latest);
    try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
      new Columns<>(connection, statement, List.copyOf(latest.keySet())).text(PathId::value);
      statement.setInt(2, kept);
      statement.executeUpdate();
    }
  }

  private static void point(Connection connection, Map<PathId, App> latest) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SAVE_APPS)) {
      new Columns<>(connection, statement, List.copyOf(latest.values()))
          .text(app -> app.id().value())
          .instant(app -> Optional.of(app.version()));
      statement.executeUpdate();
    }
  }
}
