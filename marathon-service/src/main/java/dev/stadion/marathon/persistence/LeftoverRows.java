package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Leftover;
import dev.stadion.scheduling.id.AgentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reservations that outlived their instances; there are few of them. */
final class LeftoverRows {
  private static final String SAVE =
      """
      INSERT INTO leftover_reservation (id, app_id, role, agent_id, since) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE
         SET role = excluded.role, agent_id = excluded.agent_id, since = excluded.since
      """;

  private LeftoverRows() {}

  static void save(Pipeline pipeline, Leftover leftover) throws SQLException {
    pipeline.add(
        SAVE,
        leftover.instance().uuid(),
        leftover.instance().app().value(),
        leftover.role(),
        leftover.agent().value(),
        leftover.since());
  }

  static void remove(Pipeline pipeline, InstanceId id) throws SQLException {
    pipeline.add("DELETE FROM leftover_reservation WHERE id = ?", id.uuid());
  }

  static List<Leftover> all(Connection connection) throws SQLException {
    var leftovers = new ArrayList<Leftover>();
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT * FROM leftover_reservation");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        leftovers.add(
            new Leftover(
                new InstanceId(
                    new PathId(row.getString("app_id")), row.getObject("id", UUID.class)),
                row.getString("role"),
                new AgentId(row.getString("agent_id")),
                InstanceRows.instant(row, "since").orElseThrow()));
      }
    }
    return leftovers;
  }
}
