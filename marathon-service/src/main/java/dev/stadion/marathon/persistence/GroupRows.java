package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.group.Group;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of groups, and of the versions that the tree had. */
final class GroupRows {
  private static final String SAVE =
      """
      INSERT INTO app_group (id, version, dependencies, enforce_role)
      SELECT * FROM unnest(?::text[], ?::timestamptz[], ?::text[], ?::boolean[])
      ON CONFLICT (id) DO UPDATE
         SET version = excluded.version, dependencies = excluded.dependencies,
             enforce_role = excluded.enforce_role
      """;

  private static final String SAVE_VERSION =
      """
      INSERT INTO app_group_version (group_id, version, dependencies, enforce_role)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (group_id, version) DO UPDATE
         SET dependencies = excluded.dependencies, enforce_role = excluded.enforce_role,
             removed_at = NULL
      """;

  private static final String END_VERSION =
      "UPDATE app_group_version SET removed_at = ? WHERE group_id = ? AND removed_at IS NULL";

  private static final String REMOVE = "DELETE FROM app_group WHERE id = ?";

  private static final String ALL = "SELECT id, version, dependencies, enforce_role FROM app_group";

  private static final String AT =
      """
      SELECT DISTINCT ON (group_id) group_id AS id, version, dependencies, enforce_role, removed_at
        FROM app_group_version WHERE version <= ? ORDER BY group_id, version DESC
      """;

  /** The versions of the tree that can be asked for; there may be older ones still. */
  static final String KEPT = "(SELECT version FROM tree_version ORDER BY version DESC LIMIT :kept)";

  /** The versions of the tree that have a group, because it says so or because an app is in it. */
  static final String VERSIONS_WITH =
      "SELECT t.version FROM "
          + KEPT
          + """
           AS t
           WHERE :group = '/'
              OR EXISTS (SELECT 1 FROM app_group_version g
                          WHERE g.group_id = :group AND g.version <= t.version
                            AND (g.removed_at IS NULL OR g.removed_at > t.version))
              OR EXISTS (SELECT 1 FROM app_version a
                          WHERE starts_with(a.app_id, :inside) AND a.version <= t.version
                            AND (a.removed_at IS NULL OR a.removed_at > t.version))
           ORDER BY t.version DESC
          """;

  private static final String SAVE_TREE_VERSIONS =
      "INSERT INTO tree_version SELECT unnest(?::timestamptz[]) ON CONFLICT DO NOTHING";

  private static final String FORGET_TREE_VERSIONS =
      """
      DELETE FROM tree_version
       WHERE version < (SELECT min(version) FROM
                         (SELECT version FROM tree_version ORDER BY version DESC LIMIT ?) AS kept)
      """;

  private static final String FORGET_APP_VERSIONS =
      "DELETE FROM app_version WHERE removed_at <= (SELECT min(version) FROM tree_version)";

  private static final String FORGET_GROUP_VERSIONS =
      """
      DELETE FROM app_group_version v
       WHERE removed_at <= (SELECT min(version) FROM tree_version)
          OR EXISTS (SELECT 1 FROM app_group_version next
                      WHERE next.group_id = v.group_id AND next.version > v.version
                        AND next.version <= (SELECT min(version) FROM tree_version))
      """;

  private GroupRows() {}

  static void save(Pipeline pipeline, Collection<Group> groups) throws SQLException {
    pipeline.add(
        SAVE,
        List.copyOf(groups),
        columns ->
            columns
                .text(group -> group.id().value())
                .instant(group -> Optional.of(group.version()))
                .text(group -> joined(group.dependencies()))
                .bool(Group::enforceRole));
  }

  /** From its version on a group says something new. */
  static void redefine(Pipeline pipeline, Group group) throws SQLException {
    end(pipeline, group.id(), group.version());
    pipeline.add(
        SAVE_VERSION,
        group.id().value(),
        group.version(),
        joined(group.dependencies()),
        group.enforceRole());
    save(pipeline, List.of(group));
  }

  static void remove(Pipeline pipeline, PathId id, Instant at) throws SQLException {
    end(pipeline, id, at);
    pipeline.add(REMOVE, id.value());
  }

  private static void end(Pipeline pipeline, PathId id, Instant at) throws SQLException {
    pipeline.add(END_VERSION, at, id.value());
  }

  static void saveTreeVersions(Pipeline pipeline, SortedSet<Instant> versions) throws SQLException {
    pipeline.add(
        SAVE_TREE_VERSIONS, List.copyOf(versions), columns -> columns.instant(Optional::of));
  }

  /**
   * Forgets all but the newest versions of the tree, and what no version of it has any more.
   *
   * @param kept how many versions of the tree are remembered
   */
  static void forgetTreeVersions(Pipeline pipeline, int kept) throws SQLException {
    pipeline.add(FORGET_TREE_VERSIONS, kept);
    pipeline.add(FORGET_APP_VERSIONS);
    pipeline.add(FORGET_GROUP_VERSIONS);
  }

  static List<Group> all(Connection connection) throws SQLException {
    var groups = new ArrayList<Group>();
    try (PreparedStatement statement = connection.prepareStatement(ALL);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        groups.add(group(row));
      }
    }
    return groups;
  }

  /** The groups as they were at {@code version}; those around apps may be missing. */
  static List<Group> at(Connection connection, Instant version) throws SQLException {
    var groups = new ArrayList<Group>();
    try (PreparedStatement statement = connection.prepareStatement(AT)) {
      statement.setObject(1, utc(version));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Optional<Instant> removed = InstanceRows.instant(row, "removed_at");
          if (removed.isEmpty() || removed.get().isAfter(version)) {
            groups.add(group(row));
          }
        }
      }
    }
    return groups;
  }

  private static Group group(ResultSet row) throws SQLException {
    String dependencies = row.getString("dependencies");
    return new Group(
        new PathId(row.getString("id")),
        dependencies.isEmpty()
            ? new TreeSet<>()
            : Stream.of(dependencies.split(",", -1))
                .map(PathId::new)
                .collect(Collectors.toCollection(TreeSet::new)),
        row.getBoolean("enforce_role"),
        InstanceRows.instant(row, "version").orElseThrow());
  }

  private static String joined(SortedSet<PathId> ids) {
    return ids.stream().map(PathId::value).collect(Collectors.joining(","));
  }

  private static OffsetDateTime utc(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
