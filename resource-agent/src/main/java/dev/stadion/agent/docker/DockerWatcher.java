package dev.stadion.agent.docker;

import com.github.dockerjava.api.model.Event;
import dev.stadion.agent.process.ContainerId;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from the engine which containers ended. After each connection everything is looked at, so
 * that what was missed meanwhile is seen as well.
 */
final class DockerWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DockerWatcher.class);
  private static final int PAUSE_MILLIS = 1000;

  private final DockerEngine engine;
  private final DockerLabels labels;
  private final Consumer<ContainerId> ended;
  private final Look lookAtAll;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicBoolean started = new AtomicBoolean();

  /** Looks at everything there is. */
  @FunctionalInterface
  interface Look {
    void run() throws IOException;
  }

  /**
   * @param ended called on a thread of its own for each container that ended
   */
  DockerWatcher(
      DockerEngine engine, DockerLabels labels, Consumer<ContainerId> ended, Look lookAtAll) {
    this.engine = engine;
    this.labels = labels;
    this.ended = ended;
    this.lookAtAll = lookAtAll;
  }

  /** Begins to listen; an agent without Docker tasks never does. */
  void start() {
    if (started.compareAndSet(false, true)) {
      Thread.ofVirtual().name("docker-watcher").start(this::run);
    }
  }

  private void run() {
    boolean away = false;
    while (closing.getCount() > 0) {
      try {
        listen();
        away = false;
      } catch (IOException | RuntimeException e) {
        if (!away && closing.getCount() > 0) {
          LOG.warn("the Docker engine does not tell its events: {}", e.getMessage());
        }
        away = true;
      } catch (InterruptedException e) {
        return;
      }
      try {
        if (closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void listen() throws IOException, InterruptedException {
    engine.check();
    try (var listener = new Listener()) {
      engine.events(labels.filter(), listener);
      listener.awaitStarted();
      lookAtAll.run();
      while (closing.getCount() > 0) {
        if (listener.awaitCompletion(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          return; // the engine has gone
        }
      }
    }
  }

  private final class Listener extends Listening<Event> {
    @Override
    public void onNext(Event event) {
      if (event.getActor() != null && event.getActor().getAttributes() != null) {
        DockerLabels.read(event.getActor().getAttributes())
            .ifPresent(
                found -> Thread.ofVirtual().name("docker").start(() -> ended.accept(found.id())));
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
