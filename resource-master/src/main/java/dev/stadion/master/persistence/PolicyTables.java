package dev.stadion.master.persistence;

import dev.stadion.dropwizard.database.Columns;
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

  static void save(Connection connection, RolePolicy policy) throws SQLException {
    execute(connection, Statements.CLEAR_WEIGHTS);
    execute(connection, Statements.CLEAR_LIMITS);
    var weights = List.copyOf(policy.weights().entrySet());
    try (PreparedStatement statement = connection.prepareStatement(Statements.SAVE_WEIGHTS)) {
      new Columns<>(connection, statement, weights)
          .text(Map.Entry::getKey)
          .real(Map.Entry::getValue);
      statement.executeUpdate();
    }
    List<Limit> limits =
        policy.limits().entrySet().stream()
            .flatMap(role ->
                role.getValue().millis().entrySet().stream()
                    .map(limit -> new Limit(role.getKey(), limit.getKey(), limit.getValue())))
            .toList();
    try (PreparedStatement statement = connection.prepareStatement(Statements.SAVE_LIMITS)) {
      new Columns<>(connection, statement, limits)
          .text(Limit::role)
          .text(Limit::resource)
          .bigint(Limit::millis);
      statement.executeUpdate();
    }
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

  private static void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.executeUpdate();
    }
  }
}
