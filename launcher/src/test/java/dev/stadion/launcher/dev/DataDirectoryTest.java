package dev.stadion.launcher.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir private Path temp;

  @Test
  void intoANewDirectoryOnlyItsOwnerLooksButTasksOfOthersGetThrough()
      throws StartFailedException, IOException {
    try (DataDirectory directory = DataDirectory.open(temp.resolve("a/b"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.root())))
          .isEqualTo("rwx--x--x");
    }
    assertThat(temp.resolve("a/b")).isDirectory();
  }

  @Test
  void aSecondSuiteIsToldWhoHasTheDirectory() throws StartFailedException {
    try (DataDirectory first = DataDirectory.open(temp)) {
      assertThatThrownBy(() -> DataDirectory.open(temp))
          .isInstanceOf(StartFailedException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining(first.root().toString());
    }
  }

  @Test
  void aDirectoryThatWasGivenBackCanBeTakenAgain() throws StartFailedException {
    DataDirectory.open(temp).close();

    try (DataDirectory again = DataDirectory.open(temp)) {
      assertThat(again.root()).isDirectory();
    }
  }

  @Test
  void aTemporaryDirectoryIsGoneAfterwards() throws StartFailedException, IOException {
    DataDirectory directory = DataDirectory.temporary();
    Files.createDirectories(directory.logs());
    Files.writeString(directory.logs().resolve("stadion.log"), "x");
    Files.createSymbolicLink(directory.root().resolve("link"), temp);

    directory.close();

    assertThat(directory.root()).doesNotExist();
    assertThat(temp).isDirectory();
  }

  @Test
  void aPathThatCannotBeADirectoryIsNamed() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");

    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("cannot use the data directory " + file);
  }

  @Test
  void everyAgentHasAWorkDirectoryOfItsOwn() throws StartFailedException {
    try (DataDirectory directory = DataDirectory.open(temp)) {
      assertThat(directory.agent(0)).hasFileName("agent");
      assertThat(directory.agent(1)).hasFileName("agent-2");
    }
  }
}
