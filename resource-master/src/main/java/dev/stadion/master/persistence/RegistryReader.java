package dev.stadion.master.persistence;

import com.google.protobuf.InvalidProtocolBufferException;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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

  /** Takes what it needs out of a row; what is left to do needs no database. */
  private interface Row<T> {
    Stored<T> read(ResultSet row) throws SQLException;
  }

  /** A row that has been read and not yet understood. */
  private interface Stored<T> {
    T understand() throws InvalidProtocolBufferException;
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
          String id = row.getString("id");
          byte[] info = row.getBytes("info");
          String capabilities = row.getString("capabilities");
          String version = row.getString("version");
          Optional<String> principal = Optional.ofNullable(row.getString("principal"));
          String status = row.getString("status");
          var times =
              new Agent.Times(
                  instant(row, "registered_at").orElseThrow(),
                  instant(row, "reregistered_at"),
                  instant(row, "unreachable_at"));
          Upkeep upkeep = upkeep(row);
          return () ->
              Agent.remembered(
                  new AgentId(id),
                  Agents.describe(
                          AgentInfo.parseFrom(info),
                          capabilities.isEmpty() ? List.of() : List.of(capabilities.split(",", -1)),
                          version)
                      .by(principal),
                  AgentStatus.valueOf(status),
                  times,
                  upkeep);
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
        row -> {
          String id = row.getString("id");
          byte[] info = row.getBytes("info");
          var times =
              new Framework.Times(
                  instant(row, "registered_at").orElseThrow(), instant(row, "reregistered_at"));
          return () ->
              Framework.remembered(
                  new FrameworkId(id), Frameworks.describe(FrameworkInfo.parseFrom(info)), times);
        });
  }

  private static List<CompletedFramework> completed(Connection connection) throws SQLException {
    return all(
        connection,
        "SELECT id, info, registered_at, unregistered_at FROM framework"
            + " WHERE unregistered_at IS NOT NULL ORDER BY unregistered_at, id",
        row -> {
          String id = row.getString("id");
          byte[] info = row.getBytes("info");
          Instant registered = instant(row, "registered_at").orElseThrow();
          Instant unregistered = instant(row, "unregistered_at").orElseThrow();
          return () ->
              new CompletedFramework(
                  new FrameworkId(id),
                  Frameworks.describe(FrameworkInfo.parseFrom(info)),
                  registered,
                  unregistered);
        });
  }

  private static List<Task> tasks(Connection connection) throws SQLException {
    return all(
        connection,
        "SELECT framework_id, task_id AS id, role, state, concluded, launched_at, epoch, info,"
            + " status_state, status_uuid, status_at, status FROM task"
            + " ORDER BY framework_id, task_id",
        row -> {
          String framework = row.getString(1);
          String role = row.getString(3);
          String state = row.getString(4);
          boolean concluded = row.getBoolean(5);
          Instant launched = instant(row, 6).orElseThrow();
          long epoch = row.getLong(7);
          byte[] info = row.getBytes(8);
          String said = row.getString(9);
          Optional<UUID> uuid = Optional.ofNullable(row.getObject(10, UUID.class));
          Optional<Instant> saidAt = instant(row, 11);
          byte[] status = row.getBytes(12);
          return () ->
              new Task(
                  new FrameworkId(framework),
                  Tasks.describe(TaskInfo.parseFrom(info)),
                  role,
                  TaskState.valueOf(state),
                  said == null
                      ? TreePVector.empty()
                      : TreePVector.singleton(
                          new LatestStatus(
                              TaskState.valueOf(said),
                              uuid,
                              saidAt.orElseThrow(),
                              new ProtoPayload(TaskStatus.parseFrom(status)))),
                  concluded,
                  Optional.empty(),
                  launched,
                  epoch);
        });
  }

  /**
   * Reads here and understands on other processors, chunk by chunk: with a hundred thousand tasks a
   * new leader is ready in half the time.
   */
  private static <T> List<T> all(Connection connection, String sql, Row<T> reader)
      throws SQLException {
    var chunks = new ArrayList<CompletableFuture<List<T>>>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH_SIZE);
      try (ResultSet rows = statement.executeQuery()) {
        int id = rows.findColumn("id");
        List<Stored<T>> stored = new ArrayList<>(FETCH_SIZE);
        List<String> ids = new ArrayList<>(FETCH_SIZE);
        while (rows.next()) {
          stored.add(reader.read(rows));
          ids.add(rows.getString(id));
          if (stored.size() == FETCH_SIZE) {
            chunks.add(understood(stored, ids));
            stored = new ArrayList<>(FETCH_SIZE);
            ids = new ArrayList<>(FETCH_SIZE);
          }
        }
        chunks.add(understood(stored, ids));
      }
    }
    return chunks.stream().flatMap(chunk -> chunk.join().stream()).toList();
  }

  private static <T> CompletableFuture<List<T>> understood(List<Stored<T>> rows, List<String> ids) {
    return CompletableFuture.supplyAsync(() -> {
      var understood = new ArrayList<T>(rows.size());
      for (int i = 0; i < rows.size(); i++) {
        try {
          understood.add(rows.get(i).understand());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
          log.error("stored row {} cannot be read and is left out", ids.get(i), e);
        }
      }
      return understood;
    });
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return instant(row, row.findColumn(column));
  }

  private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
