package dev.stadion.master.persistence;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.stadion.master.heart.CompletedFramework;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.FrameworkDescription;
import dev.stadion.master.wire.Frameworks;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.scheduling.id.FrameworkId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frameworks in PostgreSQL, present and past: few rows, always read as a whole. */
final class FrameworkTable {
  private static final Logger log = LoggerFactory.getLogger(FrameworkTable.class);

  private interface Reader<T> {
    T read(FrameworkId id, FrameworkDescription description, ResultSet row) throws SQLException;
  }

  private FrameworkTable() {}

  /** A framework's description as it is stored: with its id. */
  static byte[] infoBytes(FrameworkId id, FrameworkDescription description) {
    return Frameworks.info(id, description).toByteArray();
  }

  static List<Framework> present(Connection connection) throws SQLException {
    return all(
        connection,
        "SELECT id, info, registered_at, reregistered_at FROM framework"
            + " WHERE unregistered_at IS NULL ORDER BY id",
        (id, description, row) ->
            Framework.remembered(
                id,
                description,
                new Framework.Times(
                    instant(row, "registered_at").orElseThrow(), instant(row, "reregistered_at"))));
  }

  static List<CompletedFramework> completed(Connection connection) throws SQLException {
    return all(
        connection,
        "SELECT id, info, registered_at, unregistered_at FROM framework"
            + " WHERE unregistered_at IS NOT NULL ORDER BY unregistered_at, id",
        (id, description, row) ->
            new CompletedFramework(
                id,
                description,
                instant(row, "registered_at").orElseThrow(),
                instant(row, "unregistered_at").orElseThrow()));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return RegistryTables.instant(row, column);
  }

  /** What cannot be read is left out, as in {@link TableCopy}. */
  private static <T> List<T> all(Connection connection, String sql, Reader<T> reader)
      throws SQLException {
    var all = new ArrayList<T>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        String id = row.getString("id");
        try {
          all.add(
              reader.read(
                  new FrameworkId(id),
                  Frameworks.describe(FrameworkInfo.parseFrom(row.getBytes("info"))),
                  row));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
          log.error("framework {} cannot be read and is left out", id, e);
        }
      }
    }
    return all;
  }
}
