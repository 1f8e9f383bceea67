package dev.stadion.agent.docker;

import com.github.dockerjava.api.model.Container;
import dev.stadion.agent.container.Observer;
import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is seen of the engine's containers: it takes back those it finds, follows their output, and
 * tells how each ended, once. Thread-safe.
 *
 * @param entries all containers of this agent, shared with whoever starts and ends them
 */
record DockerSightings(
    DockerEngine engine,
    DockerLabels labels,
    DockerRemovals removals,
    DockerResizing resizing,
    Observer observer,
    InstantSource clock,
    Map<ContainerId, DockerEntry> entries) {
  private static final Logger LOG = LoggerFactory.getLogger(DockerSightings.class);
  private static final Duration OUTPUT_ENDS_WITHIN = Duration.ofSeconds(5);

  /** A kill may have come while it was being started. */
  void terminateIfAsked(DockerEntry entry, DockerContainer seen) {
    synchronized (entry) {
      if (!entry.terminated) {
        return;
      }
    }
    engine.signal(entry.id, seen.stopSignal());
  }

  /** Follows the output of a container that was started, by this life of the agent or another. */
  DockerContainer adopt(DockerEntry entry, Path sandbox, ContainerOutput.Start from)
      throws IOException {
    String name = DockerSpec.nameOf(entry.id);
    DockerContainer seen =
        engine
            .inspect(name)
            .map(answer -> DockerContainer.of(entry.id, answer, clock.instant()))
            .orElseThrow(() -> new IOException("the container is gone"));
    ContainerOutput output = seen.started() ? follow(name, sandbox, from) : null;
    synchronized (entry) {
      entry.seen = seen;
      entry.output = output;
    }
    resizing.started(entry);
    return seen;
  }

  private ContainerOutput follow(String name, Path sandbox, ContainerOutput.Start from) {
    try {
      var output = new ContainerOutput(sandbox, from);
      engine.follow(name, output);
      return output;
    } catch (IOException | RuntimeException e) {
      LOG.warn("the output of {} is not written to its sandbox: {}", name, e.toString());
      return null;
    }
  }

  /** Tells the end of a container, if it has ended and nobody has told yet. */
  void look(ContainerId id) {
    DockerEntry entry = entries.get(id);
    if (entry == null) {
      return;
    }
    try {
      Observation end = end(entry);
      if (end != null) {
        observer.observed(List.of(end));
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be looked at: {}", id, e.getMessage());
    }
  }

  private Observation end(DockerEntry entry) throws IOException {
    ContainerOutput output;
    synchronized (entry) {
      if (entry.seen == null || entry.ended) {
        return null; // not started yet, or told before
      }
      output = entry.output;
    }
    var answer = engine.inspect(DockerSpec.nameOf(entry.id));
    DockerContainer seen =
        answer.map(now -> DockerContainer.of(entry.id, now, clock.instant())).orElse(null);
    if (seen != null && !seen.status().isEnd()) {
      return null;
    }
    awaitEnd(output);
    synchronized (entry) {
      if (entry.ended) {
        return null;
      }
      entry.ended = true;
      if (seen == null) {
        var vanished =
            new ProcessStatus.Vanished("somebody removed the container", clock.instant());
        return new Observation(entry.id, vanished, Optional.empty());
      }
      entry.seen = seen;
      return seen.observation();
    }
  }

  private static void awaitEnd(ContainerOutput output) {
    if (output == null) {
      return;
    }
    try (output) {
      output.awaitCompletion(OUTPUT_ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.debug("the output of a container did not end well", e);
    }
  }

  /** Compares all we know with all there is: after a start, and when the watcher was away. */
  void lookAtAll() throws IOException {
    for (Container container : engine.list(labels.filter())) {
      DockerLabels.read(container.getLabels()).ifPresent(this::found);
    }
    List.copyOf(entries.keySet()).forEach(this::look);
  }

  private void found(DockerLabels.Found found) {
    if (removals.isWaiting(found.id())) {
      return; // it only waits for its removal
    }
    DockerEntry entry = entries.computeIfAbsent(found.id(), id -> new DockerEntry(id, false));
    if (!entry.claim()) {
      return;
    }
    try {
      DockerContainer seen = adopt(entry, found.sandbox(), found.start());
      if (!seen.started()) {
        entries.remove(found.id()); // the agent was killed before it started it
        removals.now(found.id());
        return;
      }
      terminateIfAsked(entry, seen);
    } catch (IOException e) {
      entry.unclaim();
      LOG.warn("{} cannot be taken back: {}", found.id(), e.getMessage());
    }
  }
}
