package dev.stadion.master.persistence;

import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.master.heart.Recovery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the whole registry: what is large out of a copy that is kept up, the rest always. */
final class RegistryReader {
  private RegistryReader() {}

  /**
   * For a leader of {@code epoch}.
   *
   * @param copy is brought up to date
   * @param newMasterId makes the id of a master that starts on an empty database
   */
  static MasterState read(
      Connection connection, long epoch, RegistryCopy copy, Supplier<String> newMasterId)
      throws SQLException {
    createIdentity(connection, newMasterId);
    return preview(connection, epoch, copy).orElseThrow();
  }

  /** The same for one who may lead later; writes nothing. Empty while nobody has led yet. */
  static Optional<MasterState> preview(Connection connection, long epoch, RegistryCopy copy)
      throws SQLException {
    copy.refresh(connection);
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT master_id, next_framework, next_agent, offer_ids_reserved"
                    + " FROM master_identity");
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      long reserved = row.getLong(4);
      return Optional.of(
          Recovery.assemble(
                  row.getString(1),
                  epoch,
                  new Counters(row.getLong(2), row.getLong(3), reserved, reserved),
                  CheckpointTable.keep(connection, copy.agents()),
                  FrameworkTable.present(connection),
                  copy.tasks(),
                  FrameworkTable.completed(connection),
                  PolicyTables.read(connection))
              .scheduled(ScheduleTable.read(connection)));
    }
  }

  private static void createIdentity(Connection connection, Supplier<String> newMasterId)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO master_identity"
                + " (master_id, next_framework, next_agent, offer_ids_reserved)"
                + " SELECT ?, 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM master_identity)")) {
      statement.setString(1, newMasterId.get());
      statement.executeUpdate();
    }
  }
}
