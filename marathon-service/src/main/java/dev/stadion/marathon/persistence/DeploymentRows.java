package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.wire.PlanCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Deployments on their way, of which one commit may begin and end hundreds. */
final class DeploymentRows {
  private static final String SAVE =
      """
      INSERT INTO deployment (id, version, plan)
      SELECT * FROM unnest(?::uuid[], ?::timestamptz[], ?::text[])
      ON CONFLICT (id) DO UPDATE SET version = excluded.version, plan = excluded.plan
      """;

  private static final String REMOVE = "DELETE FROM deployment WHERE id = ANY (?::uuid[])";

  private static final String ALL = "SELECT id, version, plan FROM deployment";

  private DeploymentRows() {}

  /**
   * @param deployments as they are after the commit; empty of those that have ended
   */
  static void save(Pipeline pipeline, Map<DeploymentId, Optional<DeploymentPlan>> deployments)
      throws SQLException {
    var going = new ArrayList<DeploymentPlan>();
    var ended = new ArrayList<UUID>();
    deployments.forEach((id, plan) -> plan.ifPresentOrElse(going::add, () -> ended.add(id.uuid())));
    pipeline.add(
        SAVE,
        going,
        columns ->
            columns
                .uuid(plan -> plan.id().uuid())
                .instant(plan -> Optional.of(plan.version()))
                .text(PlanCodec::write));
    pipeline.add(REMOVE, ended, columns -> columns.uuid(id -> id));
  }

  static List<DeploymentPlan> all(Connection connection) throws SQLException {
    var plans = new ArrayList<DeploymentPlan>();
    try (PreparedStatement statement = connection.prepareStatement(ALL);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        plans.add(
            PlanCodec.plan(
                new DeploymentId(row.getObject("id", UUID.class)),
                InstanceRows.instant(row, "version").orElseThrow(),
                row.getString("plan")));
      }
    }
    return plans;
  }
}
