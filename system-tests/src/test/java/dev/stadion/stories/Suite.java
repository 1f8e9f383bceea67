package dev.stadion.stories;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A whole suite in a child process, as {@code stadion dev} runs it, on ports of its own. Closing it
 * leaves no process behind, whatever happened before.
 */
final class Suite implements AutoCloseable {
  /** Generous: the machine may be building something else. */
  private static final Duration START = Duration.ofSeconds(90);

  private static final Duration STOP = Duration.ofSeconds(40);

  private final Path data;
  private final List<String> options;
  private Process process;
  private JsonNode file;

  private Suite(Path data, List<String> options) {
    this.data = data;
    this.options = options;
  }

  /** Starts a suite on {@code data} and waits until it serves. */
  static Suite start(Path data, String... options) {
    Suite suite = new Suite(data, List.of(options));
    try {
      placePrograms(data);
      suite.startAgain();
      return suite;
    } catch (RuntimeException | Error e) {
      suite.close();
      throw e;
    }
  }

  /**
   * The programs of the database, if an earlier module has unpacked them: that takes a third of a
   * first start, and {@link DevStory} has a suite that does it.
   */
  private static void placePrograms(Path data) {
    Path programs = TestDatabase.PROGRAMS.resolve("server");
    Path place = data.resolve("postgres").resolve("server");
    if (Files.exists(programs) && !Files.exists(place)) {
      try {
        Files.createDirectories(place.getParent());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Processes.run("cp", "-a", programs.toString(), place.toString());
    }
  }

  /** Starts once more on the same data directory. */
  void startAgain() {
    try {
      Files.createDirectories(data);
      Files.deleteIfExists(data.resolve("suite.json"));
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("dev", "--free-ports", "--data-dir", data.toString()));
      arguments.addAll(List.of("--task-ports", taskPorts()));
      arguments.addAll(options);
      ProcessBuilder builder = Distribution.stadion(arguments);
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output()));
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("the suite on " + data)
        .atMost(START)
        .failFast(this::failIfDead)
        .until(() -> Files.exists(data.resolve("suite.json")));
    file = Answer.json(read(data.resolve("suite.json")));
  }

  Api master() {
    return server("master", "api");
  }

  Api marathon() {
    return server("marathon", "api");
  }

  Api chronos() {
    return server("chronos", "api");
  }

  Api admin(String role) {
    return server(role, "admin");
  }

  /** The process of the suite itself, which is the JVM. */
  long pid() {
    return process.pid();
  }

  /** What it printed so far. */
  String printed() {
    return read(output().toPath());
  }

  /** Processes whose working directory is a sandbox. */
  List<Long> tasks() {
    return Processes.workingBelow(data.resolve("agent/slaves"));
  }

  /** Asks the suite to stop, as Ctrl-C does, and returns its exit code. */
  int stop() {
    Processes.terminate(process.pid());
    return awaitEnd();
  }

  /** The suite's JVM is gone between two instructions. */
  void kill9() {
    Processes.kill9(process.pid());
    awaitEnd();
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      Processes.terminate(process.pid());
      try {
        awaitEnd();
      } finally {
        Processes.kill9(process.pid());
      }
    }
    // Nothing is left after an orderly stop; this is for the others.
    Processes.workingBelow(data).forEach(Processes::kill9);
  }

  private void failIfDead() {
    if (!process.isAlive()) {
      throw new AssertionError("ended with " + process.exitValue() + ": " + lastWords());
    }
  }

  private int awaitEnd() {
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("does not stop: " + lastWords());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Api server(String role, String what) {
    for (JsonNode server : file.get("servers")) {
      if (server.get("role").asText().equals(role)) {
        return new Api(URI.create(server.get(what).asText()));
      }
    }
    throw new AssertionError("no " + role + " in " + file);
  }

  private File output() {
    return data.resolve("stdout.txt").toFile();
  }

  private String lastWords() {
    String printed = printed();
    return "the suite said: " + printed.substring(Math.max(0, printed.length() - 4000));
  }

  /** Away from the default, from other test runs and from the kernel's own choice of ports. */
  private static String taskPorts() {
    long base = 20_000 + ProcessHandle.current().pid() % 100 * 100;
    return base + "-" + (base + 99);
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
