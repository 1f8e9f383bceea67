package dev.stadion.agent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxCleanerTest {
  private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");
  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));

  @TempDir Path directory;

  private SandboxCleaner cleaner;

  @BeforeEach
  void make() {
    cleaner = new SandboxCleaner(directory.resolve("slaves"), Duration.ofDays(7));
  }

  @Test
  void whatEndedLongAgoGoesAndItsExecutorWithIt() throws Exception {
    Sandbox old = sandbox("old", "c-old", LONG_AGO);
    Sandbox young = sandbox("young", "c-young", NOW);
    Sandbox live = sandbox("live", "c-live", LONG_AGO);

    int removed =
        cleaner.removeOlderThan(NOW.minus(Duration.ofDays(7)), Set.of(new ContainerId("c-live")));

    assertThat(removed).isEqualTo(1);
    assertThat(old.directory().getParent().getParent()).doesNotExist();
    assertThat(young.directory()).isDirectory();
    assertThat(live.directory()).isDirectory();
  }

  @Test
  void nothingOutsideOfTheSandboxIsTouched() throws Exception {
    Path precious = Files.createDirectories(directory.resolve("precious"));
    Files.writeString(precious.resolve("file"), "kept");
    Sandbox old = sandbox("old", "c-old", LONG_AGO);
    Files.createSymbolicLink(old.directory().resolve("link"), precious);
    Files.createDirectories(old.directory().resolve("deep/er"));
    Files.createSymbolicLink(old.directory().resolve("deep/er/link"), precious.resolve("file"));

    cleaner.removeOlderThan(NOW, Set.of());

    assertThat(old.directory()).doesNotExist();
    assertThat(precious.resolve("file")).hasContent("kept");
  }

  @Test
  void theFullerTheDiskTheSooner() {
    assertThat(cleaner.keptFor(0.0)).isEqualTo(Duration.ofMillis((long) (7 * 86_400_000L * 0.9)));
    assertThat(cleaner.keptFor(0.4)).isEqualTo(Duration.ofMillis((long) (7 * 86_400_000L * 0.5)));
    assertThat(cleaner.keptFor(0.95)).isZero();
  }

  private Sandbox sandbox(String task, String container, Instant at) throws IOException {
    Sandbox sandbox =
        Sandbox.of(
            directory,
            new AgentId("a"),
            new TaskKey(new FrameworkId("f"), new TaskId(task)),
            new ContainerId(container));
    sandbox.create();
    Files.setLastModifiedTime(sandbox.stdout(), FileTime.from(at));
    return sandbox;
  }
}
