package dev.stadion.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.mesos.v1.MasterInfo;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** mesos-v1.md §15: what stands in ZooKeeper. */
class ZnodesTest {
  @Test
  void theLeaderIsTheLowestNumberAmongMastersOnly() {
    assertThat(
            Znodes.masters(
                List.of(
                    "log_replicas",
                    "json.info_0000000012",
                    "json.info_0000000007",
                    "info_0000000009")))
        .containsExactly("json.info_0000000007", "info_0000000009", "json.info_0000000012");
    assertThat(Znodes.masters(List.of("log_replicas", "json.info_", "info_x", "xinfo_1")))
        .isEmpty();
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
    assertThat(
            address(
                "{\"id\":\"m\",\"ip\":1,\"port\":5050,\"address\":{\"ip\":\"::1\",\"port\":5}}"))
        .isEqualTo(URI.create("http://[::1]:5"));
    assertThatThrownBy(() -> address("[]")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void veryOldMastersWriteProtobuf() {
    var info = MasterInfo.newBuilder().setId("m").setIp(16777343).setPort(5050).build();
    assertThat(Znodes.address(Znodes.read("info_0000000001", info.toByteArray()), "https"))
        .isEqualTo(URI.create("https://127.0.0.1:5050"));
    assertThatThrownBy(() -> Znodes.read("info_0000000001", "{}".getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static URI address(String json) {
    return Znodes.address(Znodes.read("json.info_0000000001", json.getBytes(UTF_8)), "http");
  }
}
