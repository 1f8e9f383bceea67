package dev.stadion.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void theVersionIsTheOneOfTheBuild() throws Exception {
    assertThat(run("--version")).hasValue(0);
    assertThat(out.toString(StandardCharsets.UTF_8)).containsPattern("stadion \\d+\\.\\d+\\.\\d+");
  }

  @Test
  void aMistakeIsExplainedOnTheErrorStream() throws Exception {
    assertThat(run("dev", "--loud")).hasValue(2);
    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("unknown option '--loud'")
        .contains("usage: stadion dev [options]");
  }

  @Test
  void aDatabaseFileThatIsNotThereIsNamed() throws Exception {
    assertThat(run("db", "status", "nowhere.yml")).hasValue(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("nowhere.yml");
  }

  private OptionalInt run(String... words) throws Exception {
    return Main.run(
        List.of(words),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }
}
