package dev.stadion.benchmarks.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.chronos.ChronosApplication;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.dropwizard.service.StadionApplication;
import dev.stadion.marathon.MarathonApplication;
import dev.stadion.master.MasterApplication;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Services of this process on ports of their own over one database, stopped in reverse order. */
public final class Roles implements AutoCloseable {
  private final BenchmarkDatabase database;
  private final Deque<RunningService> running = new ArrayDeque<>();

  public Roles(BenchmarkDatabase database) {
    this.database = database;
  }

  public RunningService master() throws Exception {
    return start("master", new MasterApplication(), settings());
  }

  public RunningService marathon(URI master) throws Exception {
    return marathon(master, JsonNodeFactory.instance.objectNode());
  }

  /**
   * @param more settings beside the usual ones
   */
  public RunningService marathon(URI master, ObjectNode more) throws Exception {
    return start("marathon", new MarathonApplication(), of(master, more));
  }

  public RunningService chronos(URI master) throws Exception {
    return chronos(master, JsonNodeFactory.instance.objectNode());
  }

  /**
   * @param more settings beside the usual ones
   */
  public RunningService chronos(URI master, ObjectNode more) throws Exception {
    return start("chronos", new ChronosApplication(), of(master, more));
  }

  private ObjectNode of(URI master, ObjectNode more) {
    ObjectNode settings = settings().put("master", master.toString());
    settings.setAll(more);
    return settings;
  }

  private ObjectNode settings() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode server = root.putObject("server");
    server.putArray("applicationConnectors").addObject().put("type", "http").put("port", 0);
    server.putArray("adminConnectors").addObject().put("type", "http").put("port", 0);
    server.putObject("requestLog").putArray("appenders");
    root.set("database", database.settings());
    return root;
  }

  private RunningService start(String role, StadionApplication<?> application, JsonNode settings)
      throws Exception {
    byte[] bytes = settings.toString().getBytes(StandardCharsets.UTF_8);
    RunningService service =
        application.start(role, path -> new ByteArrayInputStream(bytes), role + ".yml");
    running.push(service);
    return service;
  }

  /** Stops one before the others. */
  public void stop(RunningService service) {
    running.remove(service);
    service.stop();
  }

  @Override
  public void close() {
    while (!running.isEmpty()) {
      running.pop().stop();
    }
  }
}
