package dev.stadion.master.persistence;

import com.google.protobuf.ByteString;
import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.AgentStatus;
import dev.stadion.master.heart.LatestStatus;
import dev.stadion.master.heart.Task;
import dev.stadion.master.heart.Upkeep;
import dev.stadion.master.wire.Agents;
import dev.stadion.master.wire.PackedPayload;
import dev.stadion.master.wire.Tasks;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.task.TaskState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.pcollections.TreePVector;

/** The tables that grow with the cluster. */
final class RegistryTables {
  static final Table<Agent> AGENTS =
      new Table<>(
          "agent",
          List.of("id"),
          "status, info, capabilities, version, registered_at, reregistered_at, unreachable_at,"
              + " deactivated, drain_since, drained, drain_max_grace_nanos, drain_mark_gone,"
              + " principal",
          RegistryTables::agent);

  static final Table<Task> TASKS =
      new Table<>(
          "task",
          List.of("framework_id", "task_id"),
          "role, state, concluded, launched_at, epoch, info, status_state, status_uuid,"
              + " status_at, status",
          RegistryTables::task);

  private RegistryTables() {}

  private static Table.Stored<Agent> agent(ResultSet row) throws SQLException {
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

  private static Table.Stored<Task> task(ResultSet row) throws SQLException {
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
            Tasks.describe(new PackedPayload(ByteString.copyFrom(info))),
            role,
            TaskState.valueOf(state),
            said == null
                ? TreePVector.empty()
                : TreePVector.singleton(
                    new LatestStatus(
                        TaskState.valueOf(said),
                        uuid,
                        saidAt.orElseThrow(),
                        PackedPayload.of(TaskStatus.parseFrom(status)))),
            concluded,
            Optional.empty(),
            launched,
            epoch);
  }

  static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return instant(row, row.findColumn(column));
  }

  private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
