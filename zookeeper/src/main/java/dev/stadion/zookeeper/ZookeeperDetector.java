package dev.stadion.zookeeper;

import dev.stadion.mesos.detect.MasterDetector;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException.NoNodeException;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds masters by what they announced in ZooKeeper, and notices when another one leads. While
 * ZooKeeper is away, what was known last is the best there is.
 */
final class ZookeeperDetector implements MasterDetector {
  private static final Logger LOG = LoggerFactory.getLogger(ZookeeperDetector.class);
  private static final Duration SESSION = Duration.ofSeconds(10);
  private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

  private final ZookeeperUrl url;
  private final CountDownLatch looked = new CountDownLatch(1);
  private Session session;
  private boolean closed;
  private volatile List<URI> masters = List.of();
  private volatile Runnable changed = () -> {};

  ZookeeperDetector(ZookeeperUrl url) {
    this.url = url;
  }

  /** Waits for the first look only, and not for ever. */
  @Override
  public List<URI> masters() {
    open();
    try {
      if (!looked.await(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("{} does not answer yet", url);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return masters;
  }

  @Override
  public void onChange(Runnable changed) {
    this.changed = changed;
  }

  @Override
  public String description() {
    return url.toString();
  }

  private synchronized void open() {
    if (session == null && !closed) {
      session = new Session(url, SESSION, this::look);
      session.start();
    }
  }

  private void look(CuratorFramework client, Watcher watcher) throws Exception {
    List<URI> found = new ArrayList<>();
    for (String child : children(client, watcher)) {
      address(client, child).ifPresent(found::add);
    }
    Optional<URI> before = masters.stream().findFirst();
    masters = List.copyOf(found);
    looked.countDown();
    if (!before.equals(masters.stream().findFirst())) {
      LOG.info("by {} the leading master is {}", url, found.isEmpty() ? "none" : found.getFirst());
      changed.run();
    }
  }

  private List<String> children(CuratorFramework client, Watcher watcher) throws Exception {
    try {
      return Znodes.masters(client.getChildren().usingWatcher(watcher).forPath(url.path()));
    } catch (NoNodeException e) {
      if (client.checkExists().usingWatcher(watcher).forPath(url.path()) != null) {
        return children(client, watcher); // it was made between the two questions
      }
      return List.of(); // the first master that announces itself makes it, and wakes us
    }
  }

  private Optional<URI> address(CuratorFramework client, String child) throws Exception {
    try {
      byte[] data = client.getData().forPath(url.path() + "/" + child);
      return Optional.of(Znodes.address(Znodes.read(child, data), url.scheme()));
    } catch (NoNodeException e) {
      return Optional.empty(); // it has just gone; the watch says so, too
    } catch (IllegalArgumentException e) {
      LOG.warn("{}/{} cannot be understood: {}", url, child, e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (session != null) {
      session.close();
    }
  }
}
