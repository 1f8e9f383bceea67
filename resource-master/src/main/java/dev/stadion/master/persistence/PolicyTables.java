package dev.stadion.master.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.master.heart.QuotaLimits;
import dev.stadion.master.heart.RolePolicy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.pcollections.TreePMap;

/** Weights and quota limits in PostgreSQL. */
final class PolicyTables {
  /** One limit of one role. */
  private record Limit(String role, String resource, long millis) {}

  private PolicyTables() {}

  static void save(Pipeline pipeline, RolePolicy policy) throws SQLException {
    pipeline.add(Statements.CLEAR_WEIGHTS);
    pipeline.add(Statements.CLEAR_LIMITS);
    var weights = List.copyOf(policy.weights().entrySet());
    pipeline.add(
        Statements.SAVE_WEIGHTS,
        weights,
        columns -> columns.text(Map.Entry::getKey).real(Map.Entry::getValue));
    List<Limit> limits =
        policy.limits().entrySet().stream()
            .flatMap(role ->
                role.getValue().millis().entrySet().stream()
                    .map(limit -> new Limit(role.getKey(), limit.getKey(), limit.getValue())))
            .toList();
    pipeline.add(
        Statements.SAVE_LIMITS,
        limits,
        columns -> columns.text(Limit::role).text(Limit::resource).bigint(Limit::millis));
  }

  static RolePolicy read(Connection connection) throws SQLException {
    var weights = new TreeMap<String, Double>();
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT role, weight FROM role_weight");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        weights.put(row.getString(1), row.getDouble(2));
      }
    }
    var limits = new TreeMap<String, Map<String, Long>>();
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT role, resource, millis FROM quota_limit");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        limits
            .computeIfAbsent(row.getString(1), role -> new TreeMap<>())
            .put(row.getString(2), row.getLong(3));
      }
    }
    return new RolePolicy(
        TreePMap.from(weights),
        TreePMap.from(
            limits.entrySet().stream()
                .collect(
                    Collectors.toMap(Map.Entry::getKey, role -> QuotaLimits.of(role.getValue())))));
  }
}
