package dev.stadion.master.api;

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

  private static RunningMaster run(TestDatabase database, String more) throws Exception {
    String yaml =
        """
        database:
          url: "%s"
          user: "%s"
          password: "%s"
        leadership:
          beatEvery: 100ms
          actWithin: 3s
          takeOverAfter: 4s
        server:
          applicationConnectors:
            - type: http
              port: 0
          adminConnectors:
            - type: http
              port: 0
        %s
        """
            .formatted(database.url(), database.user(), database.password(), more);
    var application = new MasterApplication();
    application.onExit((code, why) -> {
      throw new IllegalStateException("the master gave up with " + code + ": " + why);
    });
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
