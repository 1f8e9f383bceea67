package dev.stadion.mesos.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mesos-v1.md §15, without ZooKeeper. */
class MasterDetectorTest {
  @TempDir Path directory;

  @Test
  void mastersAreNamedAsPeopleWriteThem() {
    assertThat(MasterDetector.parse("m1:5050, https://m2:5051").masters())
        .containsExactly(URI.create("http://m1:5050"), URI.create("https://m2:5051"));
    assertThatThrownBy(() -> MasterDetector.parse("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MasterDetector.parse("ftp://m1"))
        .hasMessageContaining("http://host:5050");
  }

  @Test
  void zookeeperIsAnArtifactOfItsOwn() {
    assertThatThrownBy(() -> MasterDetector.parse("zk://z1:2181/mesos"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dev.stadion:zookeeper");
  }

  @Test
  void whatIsShownHasNoSecrets() {
    assertThat(MasterDetector.parse("http://me:secret@m1:5050,m2:5050").description())
        .isEqualTo("http://m1:5050,http://m2:5050");
    assertThatThrownBy(() -> MasterDetector.parse("ftp://me:secret@m1"))
        .hasMessageNotContaining("secret");
  }

  @Test
  void aFileIsReadAnewEachTime() throws IOException {
    Path file = directory.resolve("masters");
    Files.writeString(file, "m1:5050\n");
    MasterDetector detector = MasterDetector.parse("file://" + file);
    assertThat(detector.masters()).hasSize(1);

    Files.writeString(file, "m1:5050,m2:5050\n");
    assertThat(detector.masters()).hasSize(2);
  }
}
