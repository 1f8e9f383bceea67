package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker of {@link RealTimeStory} finds what it is for. */
class StampsTest {
  private static final List<String> JOBS = List.of("a");
  private static final List<Instant> TICKS =
      List.of(Instant.ofEpochMilli(1_000), Instant.ofEpochMilli(2_000));

  @TempDir private Path directory;

  private void ran(String name, long start, long end) throws IOException {
    Files.writeString(
        directory.resolve(name), "start " + start + "\n" + (end == 0 ? "" : "end " + end + "\n"));
  }

  private List<String> problems() {
    return new Stamps(directory).problems(JOBS, TICKS);
  }

  @Test
  void oneRunForEachTickIsFine() throws IOException {
    ran("a.1000.0.7", 1_001, 1_400);
    ran("a.2000.1.8", 2_500, 2_900);

    assertThat(problems()).isEmpty();
    assertThat(new Stamps(directory).done(JOBS, TICKS)).isEqualTo(2);
  }

  @Test
  void aLostTickIsFound() throws IOException {
    ran("a.1000.0.7", 1_001, 1_400);

    assertThat(problems()).singleElement().asString().contains("ran 0 times");
  }

  @Test
  void aDoubledTickIsFound() throws IOException {
    ran("a.1000.0.7", 1_001, 1_400);
    ran("a.1000.0.9", 1_500, 1_900);
    ran("a.2000.0.8", 2_500, 2_900);

    assertThat(problems()).singleElement().asString().contains("ran 2 times");
  }

  @Test
  void overlapsUnfinishedEarlyAndUndueRunsAreFound() throws IOException {
    ran("a.1000.0.7", 999, 2_600);
    ran("a.2000.0.8", 2_500, 0);
    ran("a.3000.0.9", 3_000, 3_100);

    assertThat(String.join("\n", problems()))
        .contains("before its time", "two at once", "without an end", "never due");
  }
}
