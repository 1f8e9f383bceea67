package dev.stadion.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.stadion.mesos.detect.MasterDetector;
import dev.stadion.mesos.v1.Address;
import dev.stadion.mesos.v1.MasterInfo;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mesos-v1.md §15 against a real ZooKeeper: who leads is announced, and found. */
class AnnouncementTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SESSION = Duration.ofSeconds(4);

  @TempDir Path directory;
  private TestZookeeper server;
  private ZooKeeper observer;

  @BeforeEach
  void start() throws Exception {
    server = new TestZookeeper(directory);
    observer = new ZooKeeper(server.address(), 30_000, _ -> {});
  }

  @AfterEach
  void stop() throws Exception {
    observer.close();
    server.close();
  }

  @Test
  void aLeaderHasAnEphemeralSequentialZnodeWithItsMasterInfoAsJson() throws Exception {
    try (var _ = announce(master("cluster", 5050))) {
      await().atMost(PATIENCE).until(() -> children().size() == 1);
      String name = children().getFirst();
      assertThat(name).isEqualTo("json.info_0000000000");
      var stat = new Stat();
      String json = new String(observer.getData("/mesos/" + name, false, stat), UTF_8);
      assertThat(json)
          .contains("\"id\":\"cluster\"")
          .contains("\"ip\":16777343")
          .contains("\"address\":{\"hostname\":\"localhost\",\"ip\":\"127.0.0.1\",\"port\":5050}");
      assertThat(stat.getEphemeralOwner()).isNotZero();
    }
    await().atMost(PATIENCE).until(() -> children().isEmpty());
  }

  @Test
  void whoeverLooksFindsTheLeaderAndHearsOfTheNext() throws Exception {
    var changes = new AtomicInteger();
    try (var detector = detector()) {
      detector.onChange(changes::incrementAndGet);
      assertThat(detector.masters()).isEmpty();

      // One that is frozen: it would answer to a second one that claims to lead as well.
      observer.create("/mesos", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      put("json.info_", Znodes.write(master("cluster", 5050)));
      awaitLeader(detector, 5050);
      try (var _ = announce(master("cluster", 5051))) {
        awaitLeader(detector, 5051); // although the first one is still there: it has the same id
      }
      await().atMost(PATIENCE).until(() -> detector.masters().isEmpty());
      assertThat(changes.get()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void severalMastersOfMesosAreTriedFromTheLowestNumberOn() throws Exception {
    observer.create("/mesos", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    observer.create(
        "/mesos/log_replicas", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    String lowest = put("json.info_", Znodes.write(master("a", 5051)));
    put("info_", master("b", 5052).toByteArray());
    put("json.info_", "rubbish".getBytes(UTF_8));
    put("json.info_", Znodes.write(master("c", 5053)));
    try (var detector = detector()) {
      assertThat(detector.masters()).containsExactly(uri(5051), uri(5052), uri(5053));
      observer.delete(lowest, -1);
      await()
          .atMost(PATIENCE)
          .until(() -> detector.masters().equals(List.of(uri(5052), uri(5053))));
    }
  }

  @Test
  void anAnnouncementOutlivesTheLossOfItsSession() throws Exception {
    try (var detector = detector();
        var _ = announce(master("cluster", 5050))) {
      awaitLeader(detector, 5050);
      String before = children().getFirst();
      server.expire(observer.exists("/mesos/" + before, false).getEphemeralOwner());
      await().atMost(PATIENCE).until(() -> !children().isEmpty() && !children().contains(before));
      assertThat(children()).hasSize(1);
      awaitLeader(detector, 5050);
    }
  }

  @Test
  void whatSomebodyTookAwayIsThereAgain() throws Exception {
    try (var _ = announce(master("cluster", 5050))) {
      await().atMost(PATIENCE).until(() -> children().size() == 1);
      observer.delete("/mesos/" + children().getFirst(), -1);
      await().atMost(PATIENCE).until(() -> children().equals(List.of("json.info_0000000001")));
    }
  }

  @Test
  void aMasterThatIsNotSureToLeadStaysAwayAndLeavesOthersAlone() throws Exception {
    var sure = new AtomicBoolean();
    // As above, the other one is frozen: two that both claim to lead would take turns.
    observer.create("/mesos", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    put("json.info_", Znodes.write(master("cluster", 5050)));
    try (var detector = detector();
        var doubtful = announcement(master("cluster", 5051), sure::get)) {
      awaitLeader(detector, 5050);
      doubtful.start();
      await().during(Duration.ofMillis(1500)).until(() -> children().size() == 1);
      assertThat(detector.masters()).containsExactly(uri(5050));
      sure.set(true);
      awaitLeader(detector, 5051);
    }
  }

  @Test
  void whatWasAnnouncedIsTakenBackWhileTheMasterIsNotSureToLead() throws Exception {
    var sure = new AtomicBoolean(true);
    try (var announcement = announcement(master("cluster", 5050), sure::get)) {
      announcement.start();
      await().atMost(PATIENCE).until(() -> children().size() == 1);
      sure.set(false);
      await().atMost(PATIENCE).until(() -> children().isEmpty());
      sure.set(true);
      await().atMost(PATIENCE).until(() -> children().size() == 1);
    }
  }

  /** The beat was late between the question and the znode: it was paused, and another leads. */
  @Test
  void whoLosesTheLeadWhileItAnnouncesItselfTakesItBack() throws Exception {
    var over = new AtomicBoolean();
    BooleanSupplier untilAnnounced =
        () -> {
          over.compareAndSet(false, isAnnounced());
          return !over.get();
        };
    try (var announcement = announcement(master("cluster", 5050), untilAnnounced)) {
      announcement.start();
      await().atMost(PATIENCE).until(() -> over.get() && children().isEmpty());
    }
  }

  @Test
  void whoStandsDownDoesNotWaitForAZookeeperThatIsAway() throws Exception {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var announcement =
          new MasterAnnouncement(
              ZookeeperUrl.parse("zk://127.0.0.1:" + silent.getLocalPort() + "/mesos"),
              master("cluster", 5050),
              () -> true,
              Duration.ofSeconds(40));
      announcement.start();
      silent.accept().close();
      var _ = silent.accept(); // which is never answered

      assertThat(Thread.ofVirtual().start(announcement::close).join(Duration.ofSeconds(8)))
          .isTrue();
    }
  }

  @Test
  void aServerThatComesLateOrBackIsFoundAndTheLastLeaderIsRememberedMeanwhile() throws Exception {
    try (var detector = detector();
        var _ = announce(master("cluster", 5050))) {
      awaitLeader(detector, 5050);
      server.stop();
      assertThat(detector.masters()).containsExactly(uri(5050));
      server.start();
      await().atMost(PATIENCE).until(() -> children().size() == 1);
      awaitLeader(detector, 5050);
    }
  }

  @Test
  void withCredentialsOnlyTheirOwnerMayChangeWhatIsAnnounced() throws Exception {
    String url = "zk://me:secret@" + server.address() + "/secured/mesos";
    try (var detector = MasterDetector.parse("zk://" + server.address() + "/secured/mesos");
        var announcement =
            new MasterAnnouncement(
                ZookeeperUrl.parse(url), master("cluster", 5050), () -> true, SESSION)) {
      announcement.start();
      awaitLeader(detector, 5050); // everybody may read
      assertThat(catchThrowable(() -> observer.delete("/secured/mesos/json.info_0000000000", -1)))
          .isInstanceOf(KeeperException.NoAuthException.class);
    }
  }

  private String put(String prefix, byte[] data) throws Exception {
    return observer.create(
        "/mesos/" + prefix, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
  }

  private boolean isAnnounced() {
    try {
      return !children().isEmpty();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> children() throws Exception {
    try {
      return observer.getChildren("/mesos", false).stream().sorted().toList();
    } catch (KeeperException.NoNodeException | KeeperException.ConnectionLossException e) {
      return List.of();
    }
  }

  private MasterDetector detector() {
    return MasterDetector.parse("zk://" + server.address() + "/mesos");
  }

  private MasterAnnouncement announce(MasterInfo info) {
    MasterAnnouncement announcement = announcement(info, () -> true);
    announcement.start();
    return announcement;
  }

  private MasterAnnouncement announcement(MasterInfo info, BooleanSupplier leads) {
    return new MasterAnnouncement(
        ZookeeperUrl.parse("zk://" + server.address() + "/mesos"), info, leads, SESSION);
  }

  private static void awaitLeader(MasterDetector detector, int port) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> !detector.masters().isEmpty() && detector.masters().getFirst().equals(uri(port)));
  }

  private static URI uri(int port) {
    return URI.create("http://localhost:" + port);
  }

  private static MasterInfo master(String id, int port) {
    return MasterInfo.newBuilder()
        .setId(id)
        .setIp(16777343)
        .setPort(port)
        .setAddress(Address.newBuilder().setHostname("localhost").setIp("127.0.0.1").setPort(port))
        .build();
  }
}
