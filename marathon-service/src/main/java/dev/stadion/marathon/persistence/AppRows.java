package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.wire.AppCodec;
import java.sql.SQLException;
import java.time.Instant;
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

  private static final String SAVE =
      """
      INSERT INTO app (id, version)
      SELECT * FROM unnest(?::text[], ?::timestamptz[])
      ON CONFLICT (id) DO UPDATE SET version = excluded.version
      """;

  /** Of each app all but its latest versions, and but those that something runs of. */
  private static final String FORGET_VERSIONS =
      """
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

  /** The definitions of an app stay for the versions of the tree. */
  private static final String END_VERSIONS =
      """
      UPDATE app_version v SET removed_at = gone.at
        FROM unnest(?::text[], ?::timestamptz[]) AS gone (app_id, at)
             CROSS JOIN LATERAL
             (SELECT ctid AS place FROM app_version
               WHERE app_id = gone.app_id AND removed_at IS NULL
              OFFSET 0) AS old
       WHERE v.ctid = old.place
      """;

  private static final String REMOVE = "DELETE FROM app WHERE id = ANY (?::text[])";

  private static final String REMOVE_FAILURES =
      "DELETE FROM task_failure WHERE app_id = ANY (?::text[])";

  private AppRows() {}

  /**
   * @param apps in the order in which they were saved; of one app the last version is the wanted
   *     one
   * @param kept how many versions of each stay at least
   */
  static void save(Pipeline pipeline, List<App> apps, int kept) throws SQLException {
    var versions = new LinkedHashMap<List<Object>, App>();
    var latest = new LinkedHashMap<PathId, App>();
    for (App app : apps) {
      versions.put(List.of(app.id(), app.version()), app);
      latest.put(app.id(), app);
    }
    List<App> wanted = List.copyOf(latest.values());
    pipeline.add(
        SAVE_VERSIONS,
        List.copyOf(versions.values()),
        columns ->
            columns
                .text(app -> app.id().value())
                .instant(app -> Optional.of(app.version()))
                .instant(app -> Optional.of(app.versionInfo().lastScalingAt()))
                .instant(app -> Optional.of(app.versionInfo().lastConfigChangeAt()))
                .text(app -> AppCodec.write(app.definition())));
    pipeline.add(
        SAVE,
        wanted,
        columns ->
            columns.text(app -> app.id().value()).instant(app -> Optional.of(app.version())));
    pipeline.add(
        FORGET_VERSIONS, wanted, columns -> columns.text(app -> app.id().value()).one(kept));
  }

  /**
   * @param removed since when apps are not wanted any more
   */
  static void remove(Pipeline pipeline, Map<PathId, Instant> removed) throws SQLException {
    pipeline.add(
        END_VERSIONS,
        List.copyOf(removed.entrySet()),
        columns ->
            columns
                .text(gone -> gone.getKey().value())
                .instant(gone -> Optional.of(gone.getValue())));
    List<PathId> ids = List.copyOf(removed.keySet());
    pipeline.add(REMOVE, ids, columns -> columns.text(PathId::value));
    pipeline.add(REMOVE_FAILURES, ids, columns -> columns.text(PathId::value));
  }
}
