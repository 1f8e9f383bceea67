package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.dropwizard.database.Table;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.ContainerState;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Health;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.scheduler.MarathonChange.SaveInstance;
import dev.stadion.marathon.wire.AppCodec;
import dev.stadion.marathon.wire.ContainerCodec;
import dev.stadion.marathon.wire.HealthCodec;
import dev.stadion.marathon.wire.ReservedCodec;
import dev.stadion.scheduling.heart.Extent;
import dev.stadion.scheduling.id.AgentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Instances change often and in great numbers, so they are written by the thousand. */
final class InstanceRows {
  private static final String TIME = "timestamptz";

  /** What changes while {@link Instance#onlyGoesOnFrom} holds. */
  private static final Table<Instance> PROGRESS = progress(new Table<>("instance", "id"));

  private static final Table<Instance> WHOLE =
      progress(new Table<>("instance", "id"))
          .with("app_id", "text", instance -> instance.id().app())
          .with("incarnation", "integer", Instance::incarnation)
          .with("run_spec_version", TIME, Instance::runSpecVersion)
          .with("agent_id", "text", placement(place -> place.agent().value()))
          .with("hostname", "text", placement(Placement::hostname))
          .with("host_ports", "text", placement(InstanceRows::ports))
          .with("field_values", "text", placement(place -> AppCodec.write(place.values())))
          .with("staged_at", TIME, Instance::stagedAt)
          .with("reserved", "text", instance -> instance.reserved().map(ReservedCodec::write));

  private static final String REMOVE = "DELETE FROM instance WHERE id = ANY (?::uuid[])";

  private static final String ALL = "SELECT * FROM instance";

  private InstanceRows() {}

  private static Table<Instance> progress(Table<Instance> table) {
    return table
        .with("id", "uuid", instance -> instance.id().uuid())
        .with("goal", "text", Instance::goal)
        .with("condition", "text", Instance::condition)
        .with("since", TIME, Instance::since)
        .with("started_at", TIME, Instance::startedAt)
        .with("ip_addresses", "text", instance -> String.join(",", instance.ipAddresses()))
        .with("health", "text", instance -> HealthCodec.write(instance.health()))
        .with("containers", "text", instance -> ContainerCodec.write(instance.containers()));
  }

  private static Function<Instance, Optional<String>> placement(Function<Placement, String> part) {
    return instance -> instance.placement().map(part);
  }

  /**
   * @param saved each once, as it is at last
   */
  static void save(Pipeline pipeline, Collection<SaveInstance> saved) throws SQLException {
    WHOLE.append(pipeline, of(saved, Extent.NEW));
    WHOLE.upsert(pipeline, of(saved, Extent.ANYTHING));
    PROGRESS.update(pipeline, of(saved, Extent.PROGRESS));
  }

  private static List<Instance> of(Collection<SaveInstance> saved, Extent extent) {
    return saved.stream()
        .filter(one -> one.extent() == extent)
        .map(SaveInstance::instance)
        .toList();
  }

  static void remove(Pipeline pipeline, List<InstanceId> ids) throws SQLException {
    pipeline.add(REMOVE, ids, columns -> columns.uuid(InstanceId::uuid));
  }

  static List<Instance> all(Connection connection) throws SQLException {
    var instances = new ArrayList<Instance>();
    try (PreparedStatement statement = connection.prepareStatement(ALL);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        instances.add(instance(row));
      }
    }
    return instances;
  }

  private static Instance instance(ResultSet row) throws SQLException {
    return new Instance(
        new InstanceId(new PathId(row.getString("app_id")), row.getObject("id", UUID.class)),
        row.getInt("incarnation"),
        instant(row, "run_spec_version").orElseThrow(),
        Goal.valueOf(row.getString("goal")),
        Condition.valueOf(row.getString("condition")),
        instant(row, "since").orElseThrow(),
        placement(row),
        instant(row, "staged_at"),
        instant(row, "started_at"),
        Optional.empty(),
        parts(row.getString("ip_addresses")).toList(),
        health(row.getString("health")),
        containers(row.getString("containers")),
        Optional.ofNullable(row.getString("reserved")).map(ReservedCodec::read));
  }

  private static Optional<Placement> placement(ResultSet row) throws SQLException {
    String agent = row.getString("agent_id");
    if (agent == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Placement(
            new AgentId(agent),
            row.getString("hostname"),
            parts(row.getString("host_ports")).map(Integer::valueOf).toList(),
            new TreeMap<>(AppCodec.texts(row.getString("field_values")))));
  }

  private static Health health(String text) {
    return text == null ? Health.UNCHECKED : HealthCodec.read(text);
  }

  private static SortedMap<String, ContainerState> containers(String text) {
    return text == null ? Collections.emptySortedMap() : ContainerCodec.read(text);
  }

  private static String ports(Placement place) {
    return place.hostPorts().stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static Stream<String> parts(String joined) {
    return joined.isEmpty() ? Stream.empty() : Stream.of(joined.split(",", -1));
  }

  static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
