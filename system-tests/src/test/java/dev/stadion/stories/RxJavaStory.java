package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A framework on the public mesos-rxjava library, which knows nothing of us, runs on our master.
 */
class RxJavaStory {
  @TempDir Path directory;

  @Test
  void aFrameworkOnMesosRxJavaRunsToCompletion() throws IOException, InterruptedException {
    try (Suite suite = Suite.start(directory.resolve("suite"))) {
      Path output = directory.resolve("sleepy.txt");

      int exit = sleepy(suite, output, "sleepy-1", "25", "1");

      assertThat(Files.readString(output))
          .contains("nap-1 TASK_STARTING", "nap-1 TASK_RUNNING", "nap-25 TASK_FINISHED")
          .contains("25 finished");
      assertThat(exit).isZero();
      assertThat(suite.tasks()).isEmpty();
      // What it tore down is gone for ever, and that is told as an event of an accepted stream.
      assertThat(sleepy(suite, output, "sleepy-1", "1", "1")).isNotZero();
      assertThat(Files.readString(output)).contains("Framework has been removed");
    }
  }

  private static int sleepy(Suite suite, Path output, String id, String naps, String seconds)
      throws IOException, InterruptedException {
    Path interop = Path.of(System.getProperty("stadion.interop"));
    String classPath = interop.resolve("classes") + File.pathSeparator + interop + "/lib/*";
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    classPath,
                    "dev.stadion.interop.rxjava.SleepyFramework",
                    suite.master().base().resolve("/api/v1/scheduler").toString(),
                    id,
                    "*",
                    naps,
                    seconds))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    try {
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
