package dev.stadion.agent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layout of mesos-v1.md §8.4. */
class SandboxTest {
  @TempDir Path work;

  @Test
  void itIsLaidOutAsMesosDoesAndBelongsToNobodyElse() throws IOException {
    Sandbox sandbox = sandbox("c1");

    sandbox.create();

    Path runs = work.resolve("slaves/a/frameworks/f/executors/t/runs");
    assertThat(sandbox.directory()).isEqualTo(runs.resolve("c1"));
    assertThat(permissions(runs)).isEqualTo("rwx--x--x");
    assertThat(permissions(sandbox.directory())).isEqualTo("rwx------");
    assertThat(permissions(sandbox.stdout())).isEqualTo("rw-------");
    assertThat(permissions(sandbox.stderr())).isEqualTo("rw-------");
    assertThat(Files.readSymbolicLink(runs.resolve("latest"))).isEqualTo(Path.of("c1"));
  }

  @Test
  void makingItAgainLeavesWhatWasWrittenAlone() throws IOException {
    Sandbox sandbox = sandbox("c1");
    sandbox.create();
    Files.writeString(sandbox.stdout(), "said");

    sandbox.create();

    assertThat(sandbox.stdout()).hasContent("said");
  }

  @Test
  void theNewestRunIsTheLatest() throws IOException {
    sandbox("c1").create();
    sandbox("c2").create();

    Path runs = sandbox("c2").directory().getParent();
    assertThat(Files.readSymbolicLink(runs.resolve("latest"))).isEqualTo(Path.of("c2"));
    try (var all = Files.list(runs)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("c1", "c2", "latest");
    }
  }

  @Test
  void whatIsInTheWayIsNotReplaced() throws IOException {
    Sandbox sandbox = sandbox("c1");
    Files.createDirectories(sandbox.directory().getParent());
    Files.writeString(sandbox.directory(), "a file");

    assertThatThrownBy(sandbox::create).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(sandbox.directory()).hasContent("a file");
  }

  private Sandbox sandbox(String container) {
    return Sandbox.of(
        work,
        new AgentId("a"),
        new TaskKey(new FrameworkId("f"), new TaskId("t")),
        new ContainerId(container));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
