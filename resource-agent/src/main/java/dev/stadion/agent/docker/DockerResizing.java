package dev.stadion.agent.docker;

import dev.stadion.agent.container.Size;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes what containers may use, one call at a time for each: calls under way together could end
 * in any order, and the container would keep what was wanted earlier. Thread-safe.
 */
record DockerResizing(DockerEngine engine, DockerSpecs specs) {
  private static final Logger LOG = LoggerFactory.getLogger(DockerResizing.class);

  /** Of two that wait only the later counts; one that comes before the start follows it. */
  void want(DockerEntry entry, Size size) {
    if (entry.wants(size)) {
      begin(entry);
    }
  }

  /** The container has started. */
  void started(DockerEntry entry) {
    if (entry.mayResize()) {
      begin(entry);
    }
  }

  private void begin(DockerEntry entry) {
    Thread.ofVirtual().name("docker-resize").start(() -> resize(entry));
  }

  private void resize(DockerEntry entry) {
    for (var size = entry.nextSize(); size.isPresent(); size = entry.nextSize()) {
      try {
        engine.update(DockerSpec.nameOf(entry.id), specs.limits(size.get()));
      } catch (IOException e) {
        LOG.warn("{} keeps the limits it had: {}", entry.id, e.getMessage());
      }
    }
  }
}
