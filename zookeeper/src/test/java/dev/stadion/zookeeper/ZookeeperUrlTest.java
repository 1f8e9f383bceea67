package dev.stadion.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.mesos.detect.MasterDetector;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** mesos-v1.md §15: how ZooKeeper is named. */
class ZookeeperUrlTest {
  @Test
  void anAddressHasServersAndAPath() {
    assertThat(ZookeeperUrl.parse("zk://z1:2181,z2:2182/mesos"))
        .isEqualTo(new ZookeeperUrl("z1:2181,z2:2182", "/mesos", Optional.empty(), "http"));
    assertThat(ZookeeperUrl.parse("zk://127.0.0.1/a/b?scheme=https"))
        .isEqualTo(new ZookeeperUrl("127.0.0.1", "/a/b", Optional.empty(), "https"));
  }

  @Test
  void credentialsAreTakenAndNeverShown() {
    var url = ZookeeperUrl.parse("zk://me:s3cret@z1:2181/mesos");
    assertThat(url.credentials()).contains("me:s3cret");
    assertThat(url).hasToString("zk://z1:2181/mesos");
    assertThat(MasterDetector.parse("zk://me:s3cret@z1:2181/mesos").description())
        .isEqualTo("zk://z1:2181/mesos");
  }

  @Test
  void whatIsNoneIsRefusedWithoutShowingAPassword() {
    for (String bad :
        List.of(
            "zk://z1:2181",
            "zk://z1:2181/",
            "zk:///mesos",
            "zk://me:s3cret@/mesos",
            "zk://s3cret@z1/mesos",
            "zk://z1:2181,/mesos",
            "zk://z1:port/mesos",
            "zk://z1/mesos/",
            "zk://z1/me\u0000sos",
            "zk://z1/mesos?scheme=ftp")) {
      assertThatThrownBy(() -> MasterDetector.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("s3cret");
    }
  }
}
