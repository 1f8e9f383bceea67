package dev.stadion.stories;

import static org.awaitility.Awaitility.await;

import dev.stadion.dropwizard.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Roles in processes of their own on one PostgreSQL that none of them started, each with the file
 * that the distribution has for it. Closing leaves no process behind.
 */
final class Roles implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int FIRST_PORT = 12_000;
  private static final int LAST_PORT = 30_000;

  private final Path directory;
  private final TestDatabase database;
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, String> more = new HashMap<>();
  private final Map<String, Process> processes = new LinkedHashMap<>();

  /**
   * @param directory for files and sandboxes
   */
  Roles(Path directory) {
    this(directory, TestDatabase.fresh());
  }

  Roles(Path directory, TestDatabase database) {
    this.directory = directory;
    this.database = database;
  }

  /**
   * Starts one and waits until it is healthy.
   *
   * @param name of this process; two may have the same role
   * @param masters names of the masters it is to know
   */
  void start(String role, String name, List<String> masters) throws IOException {
    begin(role, name, masters);
    await(name + " is healthy").atMost(SOON).until(() -> health(name) == 200);
  }

  /** Starts one and does not wait. */
  void begin(String role, String name, List<String> masters) throws IOException {
    ProcessBuilder builder = stadion(role, "server", file(role, name, masters));
    builder
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".txt").toFile()));
    processes.put(name, builder.start());
  }

  /** Adds lines to the file of a process that has not been started yet. */
  void configure(String name, String lines) {
    more.put(name, lines + "\n");
  }

  /** It is gone between two instructions. */
  void kill9(String name) throws InterruptedException {
    Process process = processes.remove(name);
    process.destroyForcibly();
    process.waitFor();
  }

  Api api(String name) {
    return new Api(URI.create("http://127.0.0.1:" + port(name)));
  }

  Api admin(String name) {
    return api(name + " admin");
  }

  /** A command with the environment that leads to the database and the first master. */
  ProcessBuilder stadion(String... arguments) {
    ProcessBuilder builder = Distribution.stadion(List.of(arguments));
    builder.directory(directory.toFile());
    builder.environment().put("STADION_DATABASE_URL", database.url());
    builder.environment().put("STADION_DATABASE_USER", database.user());
    builder.environment().put("STADION_DATABASE_PASSWORD", database.password());
    // A service that lives for half a minute would spend most of it in the second compiler.
    builder.environment().put("STADION_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    builder.environment().put("STADION_MASTER", api("master").base().toString());
    return builder;
  }

  /** The file of the distribution, with ports that nobody has and these masters. */
  String file(String role, String name, List<String> masters) throws IOException {
    Path file = directory.resolve(name + ".yml");
    if (!Files.exists(file)) {
      String ours = Files.readString(Distribution.home().resolve("conf/" + role + ".yml"));
      if (masters.size() > 1) {
        String addresses =
            String.join(", ", masters.stream().map(m -> "\"" + api(m).base() + "\"").toList());
        ours = ours.replaceFirst("(?m)^master:.*$", "master: [" + addresses + "]");
      }
      Files.writeString(
          file,
          ours
              + "\n"
              + more.getOrDefault(name, "")
              + "server:\n  applicationConnectors: [{type: http, port: %d}]\n".formatted(port(name))
              + "  adminConnectors: [{type: http, port: %d}]\n".formatted(port(name + " admin")));
    }
    return file.toString();
  }

  private int health(String name) {
    try {
      return admin(name).get("/healthcheck").status();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private int port(String who) {
    return ports.computeIfAbsent(who, any -> freePort());
  }

  /**
   * One that nobody has, from below those that the system gives to connections: what is begun later
   * finds it free, whoever else is at work meanwhile.
   */
  private static int freePort() {
    int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
    return isFree(port) ? port : freePort();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (Process process : List.copyOf(processes.values()).reversed()) {
      Processes.terminate(process.pid());
      try {
        process.onExit().get(30, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        process.destroyForcibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
    Processes.workingBelow(directory).forEach(Processes::kill9);
  }
}
