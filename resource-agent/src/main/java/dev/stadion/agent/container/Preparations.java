package dev.stadion.agent.container;

import dev.stadion.agent.process.ContainerId;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slow work before a start, each on a virtual thread of its own: URIs, images. One failure, or
 * a kill meanwhile, and the container is reported as not started. Thread-safe.
 */
final class Preparations {
  private static final Logger LOG = LoggerFactory.getLogger(Preparations.class);

  private final Observer observer;
  private final Map<ContainerId, Thread> running = new HashMap<>();
  private final Set<ContainerId> done = new TreeSet<>();
  private boolean closed;

  /** Work that may take minutes. */
  @FunctionalInterface
  interface Work {
    /**
     * @throws IOException when it cannot be done: the message is what the framework is told
     * @throws InterruptedException when it is not wanted any more
     */
    void run() throws IOException, InterruptedException;
  }

  Preparations(Observer observer) {
    this.observer = observer;
  }

  /** Whether the work of a container was done in this life of the agent: it is not done twice. */
  synchronized boolean isDone(ContainerId container) {
    return done.contains(container);
  }

  /**
   * Does the work and then calls {@code launch}, which must not take time. A container that is
   * being prepared already goes on as it is.
   */
  synchronized void begin(ContainerId container, Work work, Runnable launch) {
    if (!closed && !running.containsKey(container)) {
      running.put(
          container,
          Thread.ofVirtual()
              .name("prepare-" + container)
              .start(() -> run(container, work, launch)));
    }
  }

  /** Gives a preparation up; false when there is none, so that the container may run already. */
  synchronized boolean cancel(ContainerId container) {
    Thread thread = running.get(container);
    if (thread != null) {
      thread.interrupt();
    }
    return thread != null;
  }

  synchronized void forget(List<ContainerId> containers) {
    containers.forEach(done::remove);
  }

  /** Gives everything up and tells nobody: the next life of the agent will find it not started. */
  synchronized void close() {
    closed = true;
    running.values().forEach(Thread::interrupt);
  }

  private void run(ContainerId container, Work work, Runnable launch) {
    try {
      work.run();
      handOver(container, launch);
    } catch (InterruptedException e) {
      failed(container, "it was killed while it was being prepared");
    } catch (IOException e) {
      failed(container, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("preparing {} failed", container, e);
      failed(container, e.toString());
    }
  }

  /** Under one lock with {@link #cancel}: a kill finds either the preparation or the container. */
  private synchronized void handOver(ContainerId container, Runnable launch)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    launch.run();
    running.remove(container);
    done.add(container);
  }

  private void failed(ContainerId container, String why) {
    synchronized (this) {
      running.remove(container);
      if (closed) {
        return;
      }
    }
    LOG.info("{} is not started: {}", container, why);
    observer.notStarted(container, why);
  }
}
