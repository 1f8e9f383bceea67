package dev.stadion.zookeeper;

import dev.stadion.mesos.v1.MasterInfo;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.NoNodeException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells everybody who looks into ZooKeeper that this master leads, from {@link #start} until it is
 * closed (mesos-v1.md §15): an ephemeral, sequential znode with the MasterInfo as JSON, made anew
 * whenever it is missing, and taken back while it is not sure that this is true.
 *
 * <p>Only a leader may announce itself, because the lowest number is taken for the leader's, and
 * who leads is not decided there. For the same reason it takes away what an earlier leader of the
 * same cluster, which has the same master id, left behind: that one's session may last for seconds
 * after its end.
 */
public final class MasterAnnouncement implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MasterAnnouncement.class);

  /** As Mesos has it (mesos-v1.md §16). */
  public static final Duration SESSION = Duration.ofSeconds(10);

  private static final Duration CLOSE = Duration.ofSeconds(1);

  /** How often it asks itself whether that is still so. */
  private static final Duration DOUBT = Duration.ofMillis(500);

  private final ZookeeperUrl url;
  private final MasterInfo info;
  private final BooleanSupplier leads;
  private final Session session;
  private boolean announced; // the session's thread only

  /**
   * @param leads whether this master may say so right now: one that was stopped for a while, and
   *     followed by another, must not come back here before it has learned of that
   * @param timeout of the session: so long after this process died the znode is gone
   */
  public MasterAnnouncement(
      ZookeeperUrl url, MasterInfo info, BooleanSupplier leads, Duration timeout) {
    this.url = url;
    this.info = info;
    this.leads = leads;
    this.session = new Session(url, timeout, this::announce);
    session.every(DOUBT, () -> announced && !leads.getAsBoolean());
  }

  /** Begins, in the background; while ZooKeeper is away it goes on trying. Once only. */
  public void start() {
    session.start();
  }

  private void announce(CuratorFramework client, Watcher watcher) throws Exception {
    if (announced && !leads.getAsBoolean()) {
      takeBack(client);
    }
    mustLead();
    long ours = client.getZookeeperClient().getZooKeeper().getSessionId();
    boolean there = false;
    for (String child : children(client)) {
      String path = url.path() + "/" + child;
      var stat = new Stat();
      MasterInfo other;
      try {
        other =
            Znodes.read(
                child, client.getData().storingStatIn(stat).usingWatcher(watcher).forPath(path));
      } catch (NoNodeException e) {
        continue;
      } catch (IllegalArgumentException e) {
        LOG.warn("{}/{} cannot be understood: {}", url, child, e.getMessage());
        continue;
      }
      if (stat.getEphemeralOwner() == ours) {
        there = true;
      } else if (other.getId().equals(info.getId())) {
        mustLead(); // or it is a later one's
        LOG.info("{}/{} was an earlier leader's and is taken away", url, child);
        client.delete().quietly().forPath(path);
      } else if (!there) {
        LOG.warn("{}/{} is of another cluster, whose master is taken for the leader", url, child);
      }
    }
    announced = there;
    if (!there) {
      mustLead();
      announced = true;
      String path =
          client
              .create()
              .creatingParentsIfNeeded()
              .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
              .withACL(acl(), true)
              .forPath(url.path() + "/" + Znodes.PREFIX, Znodes.write(info));
      if (client.checkExists().usingWatcher(watcher).forPath(path) == null) {
        throw new NoNodeException(path);
      }
      LOG.info("announced at {} as {}", url, path);
    }
    if (!leads.getAsBoolean()) {
      takeBack(client);
      mustLead();
    }
  }

  private void mustLead() {
    if (!leads.getAsBoolean()) {
      throw new IllegalStateException("this master is not sure that it leads");
    }
  }

  private void takeBack(CuratorFramework client) throws Exception {
    long ours = client.getZookeeperClient().getZooKeeper().getSessionId();
    for (String child : children(client)) {
      String path = url.path() + "/" + child;
      Stat stat = client.checkExists().forPath(path);
      if (stat != null && stat.getEphemeralOwner() == ours) {
        LOG.info("{}/{} is taken back: this master is not sure that it leads", url, child);
        client.delete().quietly().forPath(path);
      }
    }
    announced = false;
  }

  private List<String> children(CuratorFramework client) throws Exception {
    try {
      return Znodes.masters(client.getChildren().forPath(url.path()));
    } catch (NoNodeException e) {
      return List.of();
    }
  }

  private List<ACL> acl() {
    if (url.credentials().isEmpty()) {
      return ZooDefs.Ids.OPEN_ACL_UNSAFE;
    }
    return List.of(ZooDefs.Ids.CREATOR_ALL_ACL.getFirst(), ZooDefs.Ids.READ_ACL_UNSAFE.getFirst());
  }

  /**
   * Takes it back at once, if ZooKeeper can be reached, and returns when that is done, or after a
   * second: who stands down must not hang on a ZooKeeper that is away.
   */
  @Override
  public void close() {
    Thread closing = Thread.ofVirtual().name("zookeeper-close").start(session::close);
    try {
      if (!closing.join(CLOSE)) {
        LOG.warn("{} does not answer; what was announced there ends with its session", url);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
