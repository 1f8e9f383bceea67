package dev.stadion.agent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people may see of sandboxes (mesos-v1.md §12.3, promises.md §7.7). */
class SandboxFilesTest {
  @TempDir Path root;

  private SandboxFiles files;
  private Path runs;
  private Path sandbox;

  @BeforeEach
  void fill() throws IOException {
    files = new SandboxFiles(root);
    runs = root.resolve("agent-1/frameworks/f/executors/e/runs");
    sandbox = Files.createDirectories(runs.resolve("c"));
    Files.createSymbolicLink(runs.resolve("latest"), Path.of("c"));
    Files.writeString(sandbox.resolve("stdout"), "hello");
    Path task = Files.createDirectories(sandbox.resolve("tasks/t"));
    for (Path holder : List.of(sandbox, task)) {
      Files.createDirectory(holder.resolve(Sandbox.SECRETS));
      Files.writeString(holder.resolve(Sandbox.SECRETS).resolve("0"), "s3cret");
    }
  }

  @Test
  void secretsAreNeitherListedNorFoundWhereverTheContainerIs() throws Exception {
    for (Path holder : List.of(sandbox, runs.resolve("latest"), sandbox.resolve("tasks/t"))) {
      Path secrets = holder.resolve(Sandbox.SECRETS);
      assertThat(names(holder)).doesNotContain(Sandbox.SECRETS);
      assertMissing(() -> files.list(secrets.toString()));
      assertMissing(() -> files.list(secrets.resolve("0").toString()));
      assertMissing(() -> files.read(secrets.resolve("0").toString(), file -> file.size()));
    }
    assertThat(names(sandbox)).containsExactly("stdout", "tasks");
  }

  @Test
  void anExecutorMayBeCalledAsTheFolderIs() throws Exception {
    Path odd = root.resolve("agent-1/frameworks/f/executors/" + Sandbox.SECRETS + "/runs/c");
    Files.createDirectories(odd);
    Files.createFile(odd.resolve("stdout"));

    assertThat(names(odd)).containsExactly("stdout");
  }

  @Test
  void aFileHasNoEntriesAndWhatIsNotThereIsMissing() throws Exception {
    assertThat(files.list(sandbox.resolve("stdout").toString())).isEmpty();
    assertThat(files.list(runs.resolve("latest/stdout").toString())).isEmpty();
    assertMissing(() -> files.list(sandbox.resolve("stdout/further").toString()));
    assertMissing(() -> files.list(sandbox.resolve("nothing").toString()));
  }

  private List<String> names(Path directory) throws IOException {
    return files.list(directory.toString()).stream()
        .map(entry -> entry.path().getFileName().toString())
        .toList();
  }

  private static void assertMissing(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    assertThatThrownBy(work).isInstanceOf(NoSuchFileException.class);
  }
}
