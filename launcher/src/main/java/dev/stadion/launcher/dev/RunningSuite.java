package dev.stadion.launcher.dev;

import dev.stadion.dropwizard.postgres.EmbeddedPostgres;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.launcher.Applications;
import dev.stadion.launcher.command.DevOptions;
import dev.stadion.launcher.command.Role;
import dev.stadion.launcher.dev.RoleConfigurations.DatabaseAddress;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The suite's parts while it runs: the database, then the master, then everything else at the same
 * time. They know each other by URL only. {@link #close} stops them in the reverse order, the
 * database last; it may be called at any moment, also while the suite is starting.
 */
final class RunningSuite implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningSuite.class);
  private static final String DATABASE = "stadion";

  private record Part(Role role, RunningService service) {
    Server server() {
      return new Server(role, service.api(), service.admin());
    }
  }

  private final DevOptions options;
  private final DataDirectory directory;
  private final List<Part> parts = new ArrayList<>();
  private EmbeddedPostgres postgres;
  private boolean closed;

  RunningSuite(DevOptions options, DataDirectory directory) {
    this.options = options;
    this.directory = directory;
  }

  /**
   * Starts everything and returns when every server listens.
   *
   * @throws StartFailedException with what failed and where to read more
   */
  void start() throws StartFailedException, InterruptedException {
    // The very first start makes a database; a second core would have nothing to do meanwhile.
    Thread.ofPlatform().daemon().name("preload").start(Applications.of(Role.MASTER)::preload);
    var configurations = new RoleConfigurations(options, startDatabase());
    URI master = startPart(Role.MASTER, configurations.master());
    Path key = directory.chronosKey();
    List<Callable<URI>> others = new ArrayList<>();
    others.add(() -> startPart(Role.MARATHON, configurations.marathon(master)));
    others.add(() -> startPart(Role.CHRONOS, configurations.chronos(master, key)));
    for (int i = 0; i < options.agents(); i++) {
      String agent = configurations.agent(i, directory.agent(i), master);
      others.add(() -> startPart(Role.AGENT, agent));
    }
    all(others);
  }

  private DatabaseAddress startDatabase() throws StartFailedException {
    try {
      EmbeddedPostgres started = EmbeddedPostgres.start(directory.postgres());
      keep(started);
      return new DatabaseAddress(
          started.database(DATABASE), EmbeddedPostgres.USER, started.password());
    } catch (IOException | SQLException e) {
      throw new StartFailedException(
          "PostgreSQL does not start: %s; see %s".formatted(e.getMessage(), directory.logs()), e);
    }
  }

  private URI startPart(Role role, String configuration) throws StartFailedException {
    RunningService service;
    try {
      service = Applications.of(role).start(role.word(), text(configuration), role.word() + ".yml");
    } catch (Exception e) {
      log.error("the {} does not start", role.word(), e);
      throw new StartFailedException(
          "the %s does not start: %s; see %s"
              .formatted(role.word(), e.getMessage(), directory.logs()),
          e);
    }
    keep(new Part(role, service));
    return service.api();
  }

  private static ConfigurationSourceProvider text(String configuration) {
    return path -> new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8));
  }

  private static void all(List<Callable<URI>> starts)
      throws StartFailedException, InterruptedException {
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("start-", 0).factory())) {
      for (Future<URI> start : threads.invokeAll(starts)) {
        start.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StartFailedException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private synchronized void keep(EmbeddedPostgres started) {
    postgres = started;
    if (closed) {
      stopDatabase();
    }
  }

  private synchronized void keep(Part part) {
    parts.add(part);
    if (closed) {
      stop(part);
    }
  }

  /** Where every server is, in the order of the roles. */
  synchronized List<Server> servers() {
    return parts.stream()
        .map(Part::server)
        .sorted(Comparator.comparing(Server::role).thenComparingInt(s -> s.api().getPort()))
        .toList();
  }

  /** The JDBC URL, without user and password. */
  synchronized String databaseUrl() {
    return "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + DATABASE;
  }

  /** Stops everything. The agents end their tasks, unless these are to be kept. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    deleteSuiteFile();
    // The services first, so that they do not replace the tasks that the agents end.
    stopAll(List.of(Role.MARATHON, Role.CHRONOS));
    stopAll(List.of(Role.AGENT));
    stopAll(List.of(Role.MASTER));
    stopDatabase();
  }

  private void stopAll(List<Role> roles) {
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("stop-", 0).factory())) {
      parts.stream()
          .filter(part -> roles.contains(part.role()))
          .forEach(part -> threads.execute(() -> stop(part)));
    }
  }

  private static void stop(Part part) {
    try {
      part.service().stop();
    } catch (RuntimeException e) {
      log.warn("the {} did not stop in good order", part.role().word(), e);
    }
  }

  private void stopDatabase() {
    if (postgres == null) {
      return;
    }
    try {
      postgres.close();
    } catch (IOException e) {
      log.warn("PostgreSQL did not stop in good order", e);
    }
  }

  private void deleteSuiteFile() {
    try {
      Files.deleteIfExists(directory.suiteFile());
    } catch (IOException e) {
      log.warn("cannot delete {}", directory.suiteFile(), e);
    }
  }
}
