package dev.stadion.dropwizard.database;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.config.DatabaseConfiguration;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.util.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The separate pools of a service, so that an exhausted one does not starve the others (promises.md
 * §2.6). Connections are made when they are first needed and given back when idle.
 */
enum Pool {
  /** One connection, for the leader's beat. */
  LEASE,
  /** The deciding core. */
  CORE,
  /** Requests. */
  API,
  /** Migrations, which may take as long as they need. */
  MIGRATION;

  /** Seconds; the beat must be able to try again before the leader has to stop acting. */
  private static final int LEASE_SOCKET_TIMEOUT = 3;

  private static final int SOCKET_TIMEOUT = 10;
  private static final long LOCK_TIMEOUT_MILLIS = 2_000;
  private static final long IDLE_IN_TRANSACTION_MILLIS = 5_000;

  ManagedDataSource open(
      DatabaseConfiguration configuration, String schema, MetricRegistry metrics) {
    var factory = new DataSourceFactory();
    factory.setDriverClass("org.postgresql.Driver");
    factory.setUrl(configuration.getUrl());
    factory.setUser(configuration.getUser().isEmpty() ? null : configuration.getUser());
    factory.setPassword(configuration.getPassword().isEmpty() ? null : configuration.getPassword());
    factory.setProperties(properties(configuration, schema));
    factory.setInitialSize(0);
    factory.setMinSize(0);
    factory.setMaxSize(size(configuration));
    factory.setMaxWaitForConnection(configuration.getMaxWaitForConnection());
    factory.setAutoCommitByDefault(this == MIGRATION);
    factory.setRollbackOnReturn(this != MIGRATION);
    // A restarted server leaves dead connections behind; to ask costs less than to fail.
    factory.setCheckConnectionOnBorrow(true);
    factory.setValidationInterval(Duration.milliseconds(500));
    factory.setValidationQueryTimeout(Duration.seconds(2));
    return factory.build(metrics, schema + "." + name().toLowerCase(java.util.Locale.ROOT));
  }

  private int size(DatabaseConfiguration configuration) {
    return switch (this) {
      case LEASE -> 1;
      case CORE -> configuration.getCoreConnections();
      case API -> configuration.getApiConnections();
      case MIGRATION -> 3;
    };
  }

  private Map<String, String> properties(DatabaseConfiguration configuration, String schema) {
    int socketTimeout =
        switch (this) {
          case LEASE -> LEASE_SOCKET_TIMEOUT;
          case CORE, API -> SOCKET_TIMEOUT;
          case MIGRATION -> 0;
        };
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(
        "ApplicationName", "stadion-" + schema + "-" + name().toLowerCase(java.util.Locale.ROOT));
    properties.put("currentSchema", schema);
    properties.put("connectTimeout", "3");
    properties.put("loginTimeout", "5");
    properties.put("socketTimeout", Integer.toString(socketTimeout));
    properties.put("tcpKeepAlive", "true");
    properties.put("reWriteBatchedInserts", "true");
    properties.put("options", serverOptions(configuration));
    return properties;
  }

  /** So that a session of a process that froze or was cut off does not keep its locks. */
  private String serverOptions(DatabaseConfiguration configuration) {
    var options = new StringBuilder();
    if (this != MIGRATION) {
      Duration statement =
          switch (this) {
            case API -> configuration.getApiStatementTimeout();
            case CORE, MIGRATION -> configuration.getCoreStatementTimeout();
            case LEASE -> Duration.seconds(LEASE_SOCKET_TIMEOUT);
          };
      option(options, "statement_timeout", statement.toMilliseconds());
      option(options, "lock_timeout", LOCK_TIMEOUT_MILLIS);
      option(options, "idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_MILLIS);
    }
    option(options, "tcp_keepalives_idle", 2);
    option(options, "tcp_keepalives_interval", 1);
    option(options, "tcp_keepalives_count", 3);
    option(options, "tcp_user_timeout", 5_000);
    return options.toString().strip();
  }

  private static void option(StringBuilder options, String name, long value) {
    options.append("-c ").append(name).append('=').append(value).append(' ');
  }
}
