package dev.stadion.agent.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.mesos.v1.Secret;
import dev.stadion.mesos.v1.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of containers without an image (mesos-v1.md §6.8). */
class ProcessVolumesTest {
  @TempDir Path directory;

  private final ProcessVolumes volumes = new ProcessVolumes(false);
  private Sandbox sandbox;

  @BeforeEach
  void makeSandbox() {
    sandbox = new Sandbox(directory, Optional.empty());
  }

  @Test
  void aSecretIsReachedByItsPathAndLiesWhereNobodyIsShownIt() throws Exception {
    make(secret("keys/token", "s3cret"), secret("other", "0ther"));

    assertThat(directory.resolve("keys/token")).hasContent("s3cret").isSymbolicLink();
    assertThat(directory.resolve("other")).hasContent("0ther").isSymbolicLink();
    assertThat(directory.resolve("keys/token").toRealPath())
        .isEqualTo(directory.toRealPath().resolve(Sandbox.SECRETS).resolve("0"));
    assertThat(mode(directory.resolve(Sandbox.SECRETS))).isEqualTo("rwx------");
    assertThat(mode(directory.resolve(Sandbox.SECRETS).resolve("0"))).isEqualTo("r--------");
  }

  @Test
  void aRepeatedStartLeavesASecretAsItIs() throws Exception {
    make(secret("token", "s3cret"));
    Object before = Files.getAttribute(directory.resolve("token"), "unix:ino");

    make(secret("token", "s3cret"));

    assertThat(Files.getAttribute(directory.resolve("token"), "unix:ino")).isEqualTo(before);
  }

  @Test
  void theFolderOfSecretsCannotBeALinkNorAPlaceForOthers() throws Exception {
    assertThatThrownBy(() -> make(secret(Sandbox.SECRETS + "/1", "s3cret")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("kept for the agent");

    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.createSymbolicLink(directory.resolve(Sandbox.SECRETS), elsewhere);
    assertThatThrownBy(() -> make(secret("token", "s3cret"))).isInstanceOf(IOException.class);
    assertThat(elsewhere).isEmptyDirectory();
  }

  private void make(Volume... all) throws IOException {
    assertThat(volumes.make(List.of(all), sandbox, Optional.empty())).isEmpty();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Volume secret(String path, String value) {
    Volume.Builder volume = Volume.newBuilder().setContainerPath(path).setMode(Volume.Mode.RW);
    volume
        .getSourceBuilder()
        .setType(Volume.Source.Type.SECRET)
        .setSecret(
            Secret.newBuilder()
                .setType(Secret.Type.VALUE)
                .setValue(Secret.Value.newBuilder().setData(ByteString.copyFromUtf8(value))));
    return volume.build();
  }
}
