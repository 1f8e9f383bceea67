package dev.stadion.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A conversation with ZooKeeper in which one piece of work is done again whenever it may have to
 * be: when a connection or a new session stands, when something watched has changed, and a second
 * after it failed. All of it on one thread, so that the work needs no locks.
 */
final class Session implements AutoCloseable, Watcher {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ZookeeperUrl url;
  private final Work work;
  private final CuratorFramework client;
  private final ScheduledExecutorService thread;
  private boolean failing;
  private boolean retrying; // one retry is on its way

  /** What to do; it may throw whatever ZooKeeper throws. */
  @FunctionalInterface
  interface Work {
    void on(CuratorFramework client, Watcher watcher) throws Exception;
  }

  /**
   * @param timeout after so long without contact the server forgets us, and what we announced
   */
  Session(ZookeeperUrl url, Duration timeout, Work work) {
    this.url = url;
    this.work = work;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("zookeeper-", 0).daemon().factory());
    var builder =
        CuratorFrameworkFactory.builder()
            .connectString(url.servers())
            .sessionTimeoutMs((int) timeout.toMillis())
            .connectionTimeoutMs((int) timeout.toMillis())
            .retryPolicy(new RetryOneTime(100));
    url.credentials()
        .ifPresent(credentials -> builder.authorization("digest", credentials.getBytes(UTF_8)));
    this.client = builder.build();
    client
        .getConnectionStateListenable()
        .addListener((_, state) -> {
          if (state == ConnectionState.RECONNECTED) {
            again();
          }
        });
  }

  void start() {
    client.start();
    again();
  }

  /** Has the work done again whenever this is found to be so; asked on the same thread. */
  void every(Duration interval, BooleanSupplier wanted) {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> {
              if (wanted.getAsBoolean()) {
                once();
              }
            },
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Something we looked at is not as it was. */
  @Override
  public void process(WatchedEvent event) {
    if (event.getType() != Event.EventType.None) {
      again();
    }
  }

  /** Has the work done once more, soon. */
  private void again() {
    later(Duration.ZERO, this::once);
  }

  private void later(Duration delay, Runnable what) {
    try {
      var _ = thread.schedule(what, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.trace("closed meanwhile", e);
    }
  }

  private void retry() {
    if (!retrying) {
      retrying = true;
      later(
          RETRY,
          () -> {
            retrying = false;
            once();
          });
    }
  }

  private void once() {
    try {
      work.on(client, this);
      failing = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // by close
    } catch (Exception e) {
      if (!thread.isShutdown()) {
        LOG.atLevel(failing ? Level.DEBUG : Level.WARN)
            .log("{} cannot be used, trying on: {}", url, e.toString());
        failing = true;
        retry();
      }
    }
  }

  /** Ends the session at once, and with it whatever was announced in it. */
  @Override
  public void close() {
    thread.shutdownNow();
    client.close();
  }
}
