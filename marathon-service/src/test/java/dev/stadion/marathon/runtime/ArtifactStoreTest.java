package dev.stadion.marathon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.runtime.ArtifactStore.Kept;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {
  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

  @TempDir private Path directory;
  private ArtifactStore store;

  @BeforeEach
  void open() {
    store = new ArtifactStore(directory, 1_000, 10_000, () -> NOW);
  }

  private Kept keep(String name) throws IOException {
    return store.keep(List.of("some", name), new ByteArrayInputStream(new byte[100]));
  }

  private Path leftover(Duration age) throws IOException {
    Path incoming = Files.createDirectories(directory.resolve(".incoming"));
    Path file = Files.writeString(incoming.resolve("artifact" + age.toHours()), "begun");
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    return file;
  }

  @Test
  void whatAProcessLeftBehindWhenItEndedIsGoneAfterADay() throws IOException {
    Path yesterday = leftover(Duration.ofHours(25));
    Path today = leftover(Duration.ofHours(23));

    assertThat(keep("file")).isEqualTo(Kept.CREATED);

    assertThat(yesterday).doesNotExist();
    assertThat(today).exists();
    assertThat(directory.resolve("some/file")).hasSize(100);
  }

  @Test
  void nothingIncomingStaysOfWhatWasKept() throws IOException {
    keep("file");
    assertThat(keep("file")).isEqualTo(Kept.REPLACED);

    assertThat(directory.resolve(".incoming")).isEmptyDirectory();
  }
}
