package dev.stadion.master.api;

import dev.stadion.dropwizard.service.ExitHandler;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.master.MasterApplication;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** A whole master on a fresh database and free ports. */
final class RunningMaster implements AutoCloseable {
  private static final int PATIENCE = 1_000;

  private final RunningService service;

  private RunningMaster(RunningService service) {
    this.service = service;
  }

  /** On an empty database, leading. */
  static RunningMaster start() throws Exception {
    return start(TestDatabase.fresh(), "");
  }

  /**
   * @param more YAML lines of the master's own section
   */
  static RunningMaster start(TestDatabase database, String more) throws Exception {
    return start(database, more, new String[0]);
  }

  /**
   * @param headers that let one read
   */
  static RunningMaster start(TestDatabase database, String more, String... headers)
      throws Exception {
    RunningMaster running = run(database, more);
    running.await(200, headers);
    return running;
  }

  /**
   * Leading, but slow to notice by itself that it leads no more: its heart beats every minute.
   *
   * @param exit hears how its process would end
   */
  static RunningMaster unaware(TestDatabase database, ExitHandler exit) throws Exception {
    RunningMaster running =
        run(database, "", "beatEvery: 1m, actWithin: 5m, takeOverAfter: 6m", exit);
    running.await(200);
    return running;
  }

  private static RunningMaster run(TestDatabase database, String more) throws Exception {
    return run(
        database,
        more,
        "beatEvery: 100ms, actWithin: 3s, takeOverAfter: 4s",
        (code, why) -> {
          throw new IllegalStateException("the master gave up with " + code + ": " + why);
        });
  }

  private static RunningMaster run(
      TestDatabase database, String more, String leadership, ExitHandler exit) throws Exception {
    String yaml =
        """
        database:
          url: "%s"
          user: "%s"
          password: "%s"
        leadership: {%s}
        server:
          applicationConnectors:
            - type: http
              port: 0
          adminConnectors:
            - type: http
              port: 0
        %s
        """
            .formatted(database.url(), database.user(), database.password(), leadership, more);
    var application = new MasterApplication();
    application.onExit(exit);
    RunningService service =
        application.start(
            "master",
            path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
            "master.yml");
    return new RunningMaster(service);
  }

  /** On the database of a master that leads: knows where that is. */
  static RunningMaster follow(TestDatabase database) throws Exception {
    return follow(database, "");
  }

  /**
   * @param more YAML lines of the master's own section
   */
  static RunningMaster follow(TestDatabase database, String more) throws Exception {
    RunningMaster running = run(database, more);
    running.await(307);
    return running;
  }

  private void await(int status, String... headers) throws Exception {
    for (int i = 0; i < PATIENCE; i++) {
      try (var connection = connect()) {
        if (connection.send("GET", "/state", headers).status() == status) {
          return;
        }
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new AssertionError("the master does not come to answer with " + status);
  }

  URI api() {
    return service.api();
  }

  int port() {
    return service.api().getPort();
  }

  Connection connect() throws Exception {
    return new Connection(port());
  }

  @Override
  public void close() {
    service.stop();
  }
}
