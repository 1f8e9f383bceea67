package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.ContainerState;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Health;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.wire.AppCodec;
import dev.stadion.marathon.wire.ContainerCodec;
import dev.stadion.marathon.wire.HealthCodec;
import dev.stadion.marathon.wire.ReservedCodec;
import dev.stadion.scheduling.id.AgentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Instances change often and in great numbers, so they are written by the thousand. */
final class InstanceRows {
  private static final String SAVE =
      """
      INSERT INTO instance (id, app_id, incarnation, run_spec_version, goal, condition, since,
                            agent_id, hostname, host_ports, field_values, staged_at, started_at,
                            ip_addresses, health, containers, reserved)
      SELECT * FROM unnest(?::uuid[], ?::text[], ?::integer[], ?::timestamptz[], ?::text[],
                           ?::text[], ?::timestamptz[], ?::text[], ?::text[], ?::text[],
                           ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::text[], ?::text[],
                           ?::text[])
      ON CONFLICT (id) DO UPDATE
         SET incarnation = excluded.incarnation, run_spec_version = excluded.run_spec_version,
             goal = excluded.goal, condition = excluded.condition, since = excluded.since,
             agent_id = excluded.agent_id, hostname = excluded.hostname,
             host_ports = excluded.host_ports, field_values = excluded.field_values,
             staged_at = excluded.staged_at, started_at = excluded.started_at,
             ip_addresses = excluded.ip_addresses, health = excluded.health,
             containers = excluded.containers, reserved = excluded.reserved
      """;

  private static final String REMOVE = "DELETE FROM instance WHERE id = ANY (?::uuid[])";

  private static final String ALL = "SELECT * FROM instance";

  private InstanceRows() {}

  static void save(Pipeline pipeline, List<Instance> instances) throws SQLException {
    pipeline.add(
        SAVE,
        instances,
        columns ->
            columns
                .uuid(instance -> instance.id().uuid())
                .text(instance -> instance.id().app().value())
                .integer(Instance::incarnation)
                .instant(instance -> Optional.of(instance.runSpecVersion()))
                .text(instance -> instance.goal().name())
                .text(instance -> instance.condition().name())
                .instant(instance -> Optional.of(instance.since()))
                .text(instance ->
                    instance.placement().map(place -> place.agent().value()).orElse(null))
                .text(instance -> instance.placement().map(Placement::hostname).orElse(null))
                .text(instance -> instance.placement().map(InstanceRows::ports).orElse(null))
                .text(instance ->
                    instance.placement().map(place -> AppCodec.write(place.values())).orElse(null))
                .instant(Instance::stagedAt)
                .instant(Instance::startedAt)
                .text(instance -> String.join(",", instance.ipAddresses()))
                .text(instance -> HealthCodec.write(instance.health()).orElse(null))
                .text(instance -> ContainerCodec.write(instance.containers()).orElse(null))
                .text(instance -> instance.reserved().map(ReservedCodec::write).orElse(null)));
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
