package dev.stadion.offerclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterDetectorTest {
  @TempDir Path directory;

  @Test
  void mastersAreNamedAsPeopleWriteThem() {
    assertThat(MasterDetector.parse("m1:5050, https://m2:5051").masters())
        .containsExactly(
            URI.create("http://m1:5050/api/v1/scheduler"),
            URI.create("https://m2:5051/api/v1/scheduler"));
    assertThatThrownBy(() -> MasterDetector.parse("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MasterDetector.parse("zk://z1:2181/mesos"))
        .hasMessageContaining("MasterDetector of your own");
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

  @Test
  void theLeaderIsTheLowestNumberAmongMastersOnly() {
    assertThat(
            Znodes.leader(
                List.of(
                    "log_replicas",
                    "json.info_0000000012",
                    "json.info_0000000007",
                    "info_0000000001")))
        .contains("json.info_0000000007");
    assertThat(Znodes.leader(List.of("log_replicas"))).isEmpty();
  }

  @Test
  void aMasterInfoSaysWhereItsMasterIs() {
    assertThat(address("{\"id\":\"m\",\"ip\":16777343,\"port\":5050}"))
        .isEqualTo(URI.create("http://127.0.0.1:5050"));
    assertThat(
            address(
                "{\"id\":\"m\",\"ip\":1,\"port\":1,"
                    + "\"address\":{\"hostname\":\"m1.example\",\"ip\":\"10.0.0.1\",\"port\":5055}}"))
        .isEqualTo(URI.create("http://m1.example:5055"));
    assertThatThrownBy(() -> address("[]")).isInstanceOf(IllegalArgumentException.class);
  }

  private static URI address(String json) {
    return Znodes.address(json.getBytes(UTF_8), "http");
  }
}
