package dev.stadion.benchmarks.suite;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.launcher.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One master in a JVM of its own: it can be killed, and its connections to thousands of agents are
 * not those of the process that plays the agents.
 */
public final class MasterJvm implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;
  private final Process process;

  private MasterJvm(URI address, Process process) {
    this.address = address;
    this.process = process;
  }

  /**
   * @param directory for its configuration and its log
   */
  public static MasterJvm start(ObjectNode database, Path directory, String name)
      throws IOException {
    int port = freePort();
    ObjectNode configuration = JSON.createObjectNode();
    ObjectNode server = configuration.putObject("server");
    server.putArray("applicationConnectors").addObject().put("type", "http").put("port", port);
    server.putArray("adminConnectors").addObject().put("type", "http").put("port", 0);
    server.putObject("requestLog").putArray("appenders");
    configuration.set("database", database);
    Path file = directory.resolve(name + ".yml");
    Files.writeString(file, configuration.toString());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                compilers(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "master",
                "server",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile())
            .start();
    return new MasterJvm(URI.create("http://127.0.0.1:" + port), process);
  }

  /**
   * On a small machine as {@code ./stadion master} has it: the second compiler would be in the way.
   */
  private static String compilers() {
    return "-XX:TieredStopAtLevel=" + (Runtime.getRuntime().availableProcessors() <= 2 ? 1 : 4);
  }

  /** Somebody else may take it before it is used: then the master does not start, and says so. */
  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public URI address() {
    return address;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The master is gone between two instructions. */
  public void kill9() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
