package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.detect.MasterDetector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mesos-v1.md §15: of several masters the one that leads, and no other, is found in ZooKeeper. */
class ZookeeperTest {
  @TempDir Path directory;
  private NIOServerCnxnFactory zookeeper;
  private String url;

  @BeforeEach
  void start() throws Exception {
    zookeeper = new NIOServerCnxnFactory();
    zookeeper.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    zookeeper.startup(new ZooKeeperServer(directory.toFile(), directory.toFile(), 500));
    url = "zk://127.0.0.1:" + zookeeper.getLocalPort() + "/mesos";
  }

  @AfterEach
  void stop() {
    zookeeper.shutdown();
  }

  @Test
  void aFrameworkFindsWhicheverMasterLeads() throws Exception {
    TestDatabase database = TestDatabase.fresh();
    var changes = new Semaphore(0);
    String setting = "zookeeper: " + url;
    try (var detector = MasterDetector.parse(url)) {
      detector.onChange(changes::release);
      assertThat(detector.masters()).isEmpty();
      RunningMaster first = RunningMaster.start(database, setting);
      try (first;
          RunningMaster second = RunningMaster.follow(database, setting)) {
        assertThat(changes.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        assertThat(detector.masters()).isEqualTo(List.of(address(first)));

        first.close();
        while (!detector.masters().equals(List.of(address(second)))) {
          assertThat(changes.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        }
      }
    }
  }

  @Test
  void theFlagIsShownWithoutItsPassword() throws Exception {
    String secret = url.replace("zk://", "zk://me:s3cret@");
    try (RunningMaster master = RunningMaster.start(TestDatabase.fresh(), "zookeeper: " + secret);
        Connection connection = master.connect()) {
      assertThat(connection.send("GET", "/flags").body())
          .contains("\"zk\":\"" + url + "\"")
          .doesNotContain("s3cret");
    }
  }

  private static URI address(RunningMaster master) {
    return URI.create("http://127.0.0.1:" + master.port());
  }
}
