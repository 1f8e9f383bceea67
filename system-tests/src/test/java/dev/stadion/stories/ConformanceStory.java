package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own master and agent keep every rule that {@code stadion conformance} asks for. */
class ConformanceStory {
  private static final long LONGEST_SECONDS = 420;

  @TempDir Path data;

  @Test
  void everyRuleIsKept() throws Exception {
    Path output = data.resolve("conformance.txt");
    try (Suite suite = Suite.start(data)) {
      Process process =
          Distribution.stadion(
                  List.of("conformance", suite.master().base().toString(), "--agent-wait", "30"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        process.getOutputStream().close();
        boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
        String printed = Files.readString(output);

        assertThat(ended).as("ends in time: %s", printed).isTrue();
        assertThat(printed.lines().filter(line -> !line.startsWith("PASS")))
            .as(printed)
            .noneMatch(line -> line.startsWith("FAIL") || line.startsWith("SKIP"));
        assertThat(process.exitValue()).isZero();
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
