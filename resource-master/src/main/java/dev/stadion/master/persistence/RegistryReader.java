package dev.stadion.master.persistence;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.AgentStatus;
import dev.stadion.master.heart.CompletedFramework;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.FrameworkDescription;
import dev.stadion.master.heart.LatestStatus;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.master.heart.Recovery;
import dev.stadion.master.heart.Task;
import dev.stadion.master.heart.Upkeep;
import dev.stadion.master.wire.Agents;
import dev.stadion.master.wire.Frameworks;
import dev.stadion.master.wire.ProtoPayload;
import dev.stadion.master.wire.Tasks;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.task.TaskState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the whole registry. A row that cannot be read is reported and left out, and stays in the
 * database: it must not keep a master from leading (promises.md P15).
 */
final class RegistryReader {
  private static final Logger log = LoggerFactory.getLogger(RegistryReader.class);
  private static final int FETCH_SIZE = 2_000;

  private interface Row<T> {
    T read(ResultSet row) throws SQLException, InvalidProtocolBufferException;
  }

  private RegistryReader() {}

  static MasterState read(Connection connection, long epoch, Supplier<String> newMasterId)
      throws SQLException {
    createIdentity(connection, newMasterId);
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT master_id, next_framework, next_agent, offer_ids_reserved"
                    + " FROM master_identity");
        ResultSet row = statement.executeQuery()) {
      row.next();
      long reserved = row.getLong(4);
      return Recovery.assemble(
              row.getString(1),
              epoch,
              new Counters(row.getLong(2), row.getLong(3), reserved, reserved),
              CheckpointTable.keep(connection, agents(connection)),
              frameworks(connection),
              tasks(connection),
              completed(connection),
              PolicyTables.read(connection))
          .scheduled(ScheduleTable.read(connection));
    }
  }

  /** A framework's description as it is stored: with its id. */
  static byte[] infoBytes(FrameworkId id, FrameworkDescription description) {
    return Frameworks.info(id, description).toByteArray();
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

  private static List<Agent> agents(Connection connection) throws SQLException {
    return all(
        connection,
        "SELECT id, status, info, capabilities, version, registered_at, reregistered_at,"
            + " unreachable_at, deactivated, drain_since, drained, drain_max_grace_nanos,"
            + " drain_mark_gone, principal FROM agent ORDER BY registered_at, id",
        row -> {
          String capabilities = row.getString("capabilities");
          return Agent.remembered(
              new AgentId(row.getString("id")),
              Agents.describe(
                      parse(row, "info", AgentInfo.parser()),
                      capabilities.isEmpty() ? List.of() : List.of(capabilities.split(",", -1)),
                      row.getString("version"))
                  .by(Optional.ofNullable(row.getString("principal"))),
              AgentStatus.valueOf(row.getString("status")),
              new Agent.Times(
                  instant(row, "registered_at").orElseThrow(),
                  instant(row, "reregistered_at"),
                  instant(row, "unreachable_at")),
              upkeep(row));
        });
  }

  private static Upkeep upkeep(ResultSet row) throws SQLException {
    boolean drained = row.getBoolean("drained");
    boolean markGone = row.getBoolean("drain_mark_gone");
    Optional<Duration> maxGrace =
        Optional.ofNullable(row.getObject("drain_max_grace_nanos", Long.class))
            .map(Duration::ofNanos);
    return new Upkeep(
        row.getBoolean("deactivated"),
        instant(row, "drain_since")
            .map(since -> new Upkeep.Drain(drained, maxGrace, markGone, since)));
  }

  private static List<Framework> frameworks(Connection connection) throws SQLException {
    return all(
        connection,
        "SELECT id, info, registered_at, reregistered_at FROM framework"
            + " WHERE unregistered_at IS NULL ORDER BY id",
        row ->
            Framework.remembered(
                new FrameworkId(row.getString("id")),
                Frameworks.describe(parse(row, "info", FrameworkInfo.parser())),
                new Framework.Times(
                    instant(row, "registered_at").orElseThrow(), instant(row, "reregistered_at"))));
  }

  private static List<CompletedFramework> completed(Connection connection) throws SQLException {
    return all(
        connection,
        "SELECT id, info, registered_at, unregistered_at FROM framework"
            + " WHERE unregistered_at IS NOT NULL ORDER BY unregistered_at, id",
        row ->
            new CompletedFramework(
                new FrameworkId(row.getString("id")),
                Frameworks.describe(parse(row, "info", FrameworkInfo.parser())),
                instant(row, "registered_at").orElseThrow(),
                instant(row, "unregistered_at").orElseThrow()));
  }

  private static List<Task> tasks(Connection connection) throws SQLException {
    return all(
        connection,
        "SELECT framework_id, task_id AS id, role, state, concluded, launched_at, epoch, info,"
            + " status_state, status_uuid, status_at, status FROM task"
            + " ORDER BY framework_id, task_id",
        row ->
            new Task(
                new FrameworkId(row.getString("framework_id")),
                Tasks.describe(parse(row, "info", TaskInfo.parser())),
                row.getString("role"),
                TaskState.valueOf(row.getString("state")),
                statuses(row),
                row.getBoolean("concluded"),
                Optional.empty(),
                instant(row, "launched_at").orElseThrow(),
                row.getLong("epoch")));
  }

  private static PVector<LatestStatus> statuses(ResultSet row)
      throws SQLException, InvalidProtocolBufferException {
    String state = row.getString("status_state");
    if (state == null) {
      return TreePVector.empty();
    }
    return TreePVector.singleton(
        new LatestStatus(
            TaskState.valueOf(state),
            Optional.ofNullable(row.getObject("status_uuid", UUID.class)),
            instant(row, "status_at").orElseThrow(),
            new ProtoPayload(parse(row, "status", TaskStatus.parser()))));
  }

  private static <T> List<T> all(Connection connection, String sql, Row<T> reader)
      throws SQLException {
    var read = new ArrayList<T>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH_SIZE);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          try {
            read.add(reader.read(rows));
          } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            log.error("stored row {} cannot be read and is left out", rows.getString("id"), e);
          }
        }
      }
    }
    return read;
  }

  private static <M extends Message> M parse(ResultSet row, String column, Parser<M> parser)
      throws SQLException, InvalidProtocolBufferException {
    return parser.parseFrom(row.getBytes(column));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
