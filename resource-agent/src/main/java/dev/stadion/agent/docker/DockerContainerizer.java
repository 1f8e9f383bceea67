package dev.stadion.agent.docker;

import dev.stadion.agent.container.ClosedContainerizer;
import dev.stadion.agent.container.Launching;
import dev.stadion.agent.container.Observer;
import dev.stadion.agent.container.Size;
import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers of type DOCKER (mesos-v1.md §6.8, §9.1). One watcher hears from the engine which
 * containers ended; each call to the engine has a virtual thread of its own, so an engine that
 * hangs delays nobody else. A kill is the engine's own stop, in two parts: the image's stop signal
 * now, KILL when the heart says that the grace is over. Thread-safe.
 */
public final class DockerContainerizer implements ClosedContainerizer {
  private static final Logger LOG = LoggerFactory.getLogger(DockerContainerizer.class);

  private final DockerEngine engine;
  private final DockerSpecs specs;
  private final DockerLabels labels;
  private final DockerRemovals removals;
  private final Observer observer;
  private final InstantSource clock;
  private final DockerResizing resizing;
  private final DockerSightings sightings;
  private final DockerWatcher watcher;
  private final Map<ContainerId, DockerEntry> entries = new ConcurrentHashMap<>();

  /**
   * @param agent names this agent on the machine, over its lives
   * @param cpuQuota whether a container may never use more than its cpus
   * @param machineMemory bytes
   */
  public DockerContainerizer(
      DockerSettings settings,
      String agent,
      boolean cpuQuota,
      long machineMemory,
      Observer observer,
      InstantSource clock) {
    this.engine = new DockerEngine(settings.socket());
    this.specs = new DockerSpecs(cpuQuota, machineMemory);
    this.labels = new DockerLabels(agent);
    this.removals = new DockerRemovals(engine, settings.removeDelay(), clock);
    this.observer = observer;
    this.clock = clock;
    this.resizing = new DockerResizing(engine, specs);
    this.sightings =
        new DockerSightings(engine, labels, removals, resizing, observer, clock, entries);
    this.watcher = new DockerWatcher(engine, labels, sightings::look, sightings::lookAtAll);
  }

  @Override
  public void prepare(Launching launching) throws IOException, InterruptedException {
    specs.of(launching); // what cannot be done shall not be pulled for
    engine.check();
    var docker = launching.container().getDocker();
    if (docker.getForcePullImage() || !engine.hasImage(docker.getImage())) {
      engine.pull(docker.getImage());
    }
  }

  @Override
  public void launch(List<Launching> launchings) {
    for (Launching launching : launchings) {
      var fresh = new DockerEntry(launching.id(), true);
      DockerEntry known = entries.putIfAbsent(launching.id(), fresh);
      if (known == null) {
        watcher.start();
        virtually(() -> start(fresh, launching));
      } else {
        virtually(() -> sightings.look(launching.id()));
      }
    }
  }

  @Override
  public void resize(ContainerId container, Size size) {
    DockerEntry entry = entries.get(container);
    if (entry != null) {
      resizing.want(entry, size);
    }
  }

  @Override
  public void terminate(List<ContainerId> containers) {
    containers.forEach(this::terminate);
  }

  private void terminate(ContainerId container) {
    DockerEntry entry = entries.get(container);
    if (entry == null) {
      return;
    }
    virtually(() -> {
      String signal;
      synchronized (entry) {
        entry.terminated = true;
        if (entry.seen == null) {
          return; // the one who starts it will see
        }
        signal = entry.seen.stopSignal();
      }
      engine.signal(container, signal);
    });
  }

  @Override
  public void kill(List<ContainerId> containers) {
    containers.forEach(container -> virtually(() -> engine.signal(container, "SIGKILL")));
  }

  @Override
  public void release(List<ContainerId> containers) {
    for (ContainerId container : containers) {
      DockerEntry entry = entries.remove(container);
      if (entry != null) {
        removals.later(container, endOf(entry));
      }
    }
  }

  private Instant endOf(DockerEntry entry) {
    synchronized (entry) {
      return entry.seen != null && entry.seen.status() instanceof ProcessStatus.Exited(_, var at)
          ? at
          : clock.instant();
    }
  }

  /** Whether this container was launched here, or found. */
  @Override
  public boolean isClosed(ContainerId container) {
    return entries.containsKey(container);
  }

  @Override
  public Optional<String> ip(ContainerId container) {
    DockerEntry entry = entries.get(container);
    if (entry == null) {
      return Optional.empty();
    }
    synchronized (entry) {
      return entry.seen == null ? Optional.empty() : entry.seen.ip();
    }
  }

  @Override
  public long execute(ContainerId container, List<String> argv, List<String> environment)
      throws IOException, InterruptedException {
    return engine.execute(DockerSpec.nameOf(container), argv, environment);
  }

  @Override
  public List<Observation> everything(Map<ContainerId, ProcessStatus> last) {
    try {
      engine.check();
      sightings.lookAtAll();
    } catch (IOException e) {
      if (!last.isEmpty()) {
        LOG.warn("{} Docker containers cannot be looked at: {}", last.size(), e.getMessage());
        last.keySet()
            .forEach(
                container -> entries.putIfAbsent(container, new DockerEntry(container, false)));
      }
    }
    if (!entries.isEmpty()) {
      watcher.start();
    }
    var all = new ArrayList<Observation>();
    for (DockerEntry entry : entries.values()) {
      synchronized (entry) {
        if (entry.seen != null && (entry.ended || !entry.seen.status().isEnd())) {
          all.add(entry.seen.observation());
        } else if (last.containsKey(entry.id)) {
          all.add(new Observation(entry.id, last.get(entry.id), Optional.empty()));
        }
      }
    }
    return all;
  }

  private void start(DockerEntry entry, Launching launching) {
    String name = DockerSpec.nameOf(entry.id);
    try {
      DockerSpec spec = specs.of(launching);
      Path sandbox = launching.sandbox().directory();
      ContainerOutput.Start from = ContainerOutput.Start.of(sandbox);
      SecretFiles.write(spec.secrets);
      labels.put(spec, sandbox, from);
      engine.create(spec);
      synchronized (entry) {
        if (entry.terminated) {
          throw new IOException("it was killed before it was started");
        }
      }
      engine.start(name);
      DockerContainer seen = sightings.adopt(entry, sandbox, from);
      observer.observed(
          List.of(
              new Observation(
                  entry.id,
                  seen.status().isEnd() ? new ProcessStatus.Running(0, 0) : seen.status(),
                  Optional.empty())));
      sightings.terminateIfAsked(entry, seen);
      sightings.look(entry.id); // it may have ended before anybody watched
    } catch (IOException | RuntimeException e) {
      entries.remove(entry.id);
      removals.now(entry.id);
      LOG.info("{} is not started: {}", entry.id, e.getMessage());
      observer.notStarted(entry.id, String.valueOf(e.getMessage()));
    }
  }

  private static void virtually(Runnable work) {
    Thread.ofVirtual().name("docker").start(work);
  }

  @Override
  public void close() {
    watcher.close();
    removals.close();
    try {
      engine.close();
    } catch (IOException e) {
      LOG.debug("closing the engine's connections failed", e);
    }
  }
}
