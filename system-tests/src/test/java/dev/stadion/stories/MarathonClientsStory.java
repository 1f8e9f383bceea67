package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Marathon's clients in three languages, which know nothing of us, do all their calls against our
 * service (marathon.md §25). Go and Python are tried where they are installed.
 */
class MarathonClientsStory {
  private static final Path PROGRAMS = Path.of("../interop").toAbsolutePath().normalize();

  /** The first run fetches and compiles libraries. */
  private static final Duration LONGEST = Duration.ofMinutes(4);

  @TempDir static Path data;
  private static Roles roles;

  @BeforeAll
  static void start() throws Exception {
    roles = new Roles(data);
    List<String> masters = List.of("master");
    roles.start("master", "master", masters);
    roles.start("agent", "agent", masters);
    roles.configure("marathon", "eventSubscriber: http_callback");
    roles.start("marathon", "marathon", masters);
  }

  @AfterAll
  static void stop() {
    roles.close();
  }

  @Test
  void marathonClientForJava() throws Exception {
    Path target = Path.of(System.getProperty("stadion.interop"));
    String classPath = target.resolve("classes") + File.pathSeparator + target + "/lib/*";
    runs(
        "java",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            classPath,
            "dev.stadion.interop.marathon.EveryCall",
            marathon(),
            "http://127.0.0.1:9/java"));
  }

  @Test
  void goMarathon() throws Exception {
    assumeTrue(Processes.canRun("go"), "skipped: Go is not installed");
    runs("go", List.of(PROGRAMS.resolve("go/run").toString(), marathon()));
  }

  @Test
  void marathonPython() throws Exception {
    assumeTrue(Processes.canRun("python3"), "skipped: Python is not installed");
    runs("python", List.of(PROGRAMS.resolve("python/run").toString(), marathon()));
  }

  private static String marathon() {
    return roles.api("marathon").base().toString();
  }

  private static void runs(String name, List<String> command) throws Exception {
    Path output = data.resolve(name + "-client.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      process.getOutputStream().close();
      boolean ended = process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
      String printed = Files.readString(output);
      assertThat(ended).as("ends in time: %s", printed).isTrue();
      assertThat(process.exitValue()).as(printed).isZero();
      assertThat(printed).containsPattern("all [0-9 ]*calls answered");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
