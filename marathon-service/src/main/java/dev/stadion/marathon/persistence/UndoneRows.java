package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.scheduler.UndoneDeployments;
import dev.stadion.marathon.scheduler.UndoneDeployments.Undone;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Deployments that missed their deadlines: a few, seldom written. */
final class UndoneRows {
  private static final String SAVE =
      """
      INSERT INTO undone_deployment (id, at, apps, reason, undone_by)
      VALUES (?, ?, ?, ?, ?::uuid)
      ON CONFLICT (id) DO NOTHING
      """;

  private static final String FORGET =
      """
      DELETE FROM undone_deployment
       WHERE id NOT IN (SELECT id FROM undone_deployment ORDER BY at DESC, id DESC LIMIT ?)
      """;

  private UndoneRows() {}

  static void save(Pipeline pipeline, Undone undone) throws SQLException {
    pipeline.add(
        SAVE,
        undone.id().uuid(),
        undone.at(),
        undone.apps().stream().map(PathId::value).collect(Collectors.joining(",")),
        undone.reason(),
        undone.by().map(DeploymentId::uuid).orElse(null));
    pipeline.add(FORGET, UndoneDeployments.KEPT);
  }

  static UndoneDeployments all(Connection connection) throws SQLException {
    UndoneDeployments all = UndoneDeployments.NONE;
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT * FROM undone_deployment");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        all =
            all.plus(
                new Undone(
                    new DeploymentId(row.getObject("id", UUID.class)),
                    InstanceRows.instant(row, "at").orElseThrow(),
                    apps(row.getString("apps")),
                    row.getString("reason"),
                    Optional.ofNullable(row.getObject("undone_by", UUID.class))
                        .map(DeploymentId::new)));
      }
    }
    return all;
  }

  private static SortedSet<PathId> apps(String joined) {
    return Stream.of(joined.split(",", -1))
        .filter(id -> !id.isEmpty())
        .map(PathId::new)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
