package dev.stadion.launcher.dev;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.launcher.command.DevOptions;
import dev.stadion.launcher.command.PortRange;
import dev.stadion.launcher.command.Role;
import java.net.URI;
import java.nio.file.Path;

/**
 * What a role's YAML file would say if it were started alone, for each role of a suite. JSON is
 * YAML, and needs no thought about quotes.
 */
final class RoleConfigurations {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DevOptions options;
  private final DatabaseAddress database;

  /** Where the suite's database is, and how to get in. */
  record DatabaseAddress(String url, String user, String password) {}

  RoleConfigurations(DevOptions options, DatabaseAddress database) {
    this.options = options;
    this.database = database;
  }

  String master() {
    return withDatabase(server(Role.MASTER, 0)).toString();
  }

  String marathon(URI master) {
    return service(Role.MARATHON, master).toString();
  }

  /**
   * @param key seals the secrets of notifications
   */
  String chronos(URI master, Path key) {
    return service(Role.CHRONOS, master).put("secrets_key_file", key.toString()).toString();
  }

  private ObjectNode service(Role role, URI master) {
    return withDatabase(server(role, 0)).put("master", master.toString());
  }

  /**
   * @param index which of the suite's agents, from 0
   */
  String agent(int index, Path workDirectory, URI master) {
    ObjectNode agent = server(Role.AGENT, index).put("master", master.toString());
    agent.put("workDir", workDirectory.toString());
    agent.put("killTasksOnStop", !options.keepTasks());
    PortRange ports = options.taskPorts().split(options.agents()).get(index);
    String ownPorts = "ports:[" + ports + "]";
    // A single agent finds out by itself what the machine has.
    agent.put(
        "resources",
        options.agents() == 1 ? ownPorts : Machine.share(options.agents()) + ";" + ownPorts);
    return agent.toString();
  }

  private ObjectNode server(Role role, int index) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode server = root.putObject("server");
    connector(server, "applicationConnectors", options.ports().of(role, index));
    connector(server, "adminConnectors", options.ports().adminOf(role, index));
    // The terminal belongs to the banner.
    server.putObject("requestLog").putArray("appenders");
    return root;
  }

  private static void connector(ObjectNode server, String name, int port) {
    server.putArray(name).addObject().put("type", "http").put("port", port);
  }

  private ObjectNode withDatabase(ObjectNode root) {
    root.putObject("database")
        .put("url", database.url())
        .put("user", database.user())
        .put("password", database.password());
    return root;
  }
}
