package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
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
 * Frameworks in three languages run their tasks on our suite, started as examples/README.md says.
 * Go and Python use the libraries there are, unchanged.
 */
class ExamplesStory {
  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

  /** The first run fetches and compiles libraries. */
  private static final Duration LONGEST = Duration.ofMinutes(4);

  @TempDir static Path data;
  private static Suite suite;

  @BeforeAll
  static void start() {
    suite = Suite.start(data);
  }

  @AfterAll
  static void stop() {
    suite.close();
  }

  @Test
  void javaOnOurSdk() throws Exception {
    runs("java");
  }

  @Test
  void goOnMesosGo() throws Exception {
    assumeTrue(Processes.canRun("go"), "skipped: Go is not installed");
    runs("go");
  }

  @Test
  void pythonOnPymesos() throws Exception {
    assumeTrue(Processes.canRun("python3"), "skipped: Python is not installed");
    runs("python");
  }

  /** A JDK that does not know the options of ours. */
  private static Path tooOld() throws IOException {
    Path home = Files.createDirectories(data.resolve("jdk-17"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"Unrecognized option: $1\"; exit 1\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return home;
  }

  /** The first task fails once and is restarted. */
  private static void runs(String language) throws Exception {
    Path output = data.resolve(language + ".txt");
    var command = new ProcessBuilder(EXAMPLES.resolve(language + "/run").toString());
    command.command().add(suite.master().base().toString());
    command.command().addAll(List.of("3", "test $ATTEMPT -gt 1 || test $TASK -gt 1"));
    // Many machines have an older JDK as well; the one that suits is to be found.
    command.environment().put("JAVA_HOME", tooOld().toString());
    command.environment().put("STADION_JAVA_HOME", System.getProperty("java.home"));
    command.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = command.start();
    try {
      process.getOutputStream().close();
      boolean ended = process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
      String printed = Files.readString(output);
      assertThat(ended).as("ends in time: %s", printed).isTrue();
      assertThat(process.exitValue()).as(printed).isZero();
      assertThat(printed)
          .containsPattern("shell-1\\.1 is \\w*FAILED")
          .containsPattern("shell-1\\.2 is \\w*FINISHED")
          .contains("all 3 tasks have finished");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
