package dev.stadion.agent.docker;

import com.github.dockerjava.api.model.Container;
import dev.stadion.agent.container.ClosedContainerizer;
import dev.stadion.agent.container.Launching;
import dev.stadion.agent.container.Observer;
import dev.stadion.agent.container.Size;
import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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
  private static final Duration OUTPUT_ENDS_WITHIN = Duration.ofSeconds(5);

  private final DockerEngine engine;
  private final DockerSpecs specs;
  private final DockerLabels labels;
  private final DockerRemovals removals;
  private final Observer observer;
  private final InstantSource clock;
  private final DockerWatcher watcher;
  private final Map<ContainerId, Entry> entries = new ConcurrentHashMap<>();

  private static final class Entry {
    final ContainerId id;
    DockerContainer seen; // null until the engine has started it
    ContainerOutput output;
    boolean claimed; // somebody sees to its start or takes it back
    boolean ended;
    boolean terminated;

    Entry(ContainerId id, boolean claimed) {
      this.id = id;
      this.claimed = claimed;
    }

    synchronized boolean claim() {
      boolean free = !claimed;
      claimed = true;
      return free;
    }

    synchronized void unclaim() {
      claimed = false;
    }
  }

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
    this.watcher = new DockerWatcher(engine, labels, this::look, this::lookAtAll);
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
      var fresh = new Entry(launching.id(), true);
      Entry known = entries.putIfAbsent(launching.id(), fresh);
      if (known == null) {
        watcher.start();
        virtually(() -> start(fresh, launching));
      } else {
        virtually(() -> look(launching.id()));
      }
    }
  }

  @Override
  public void resize(ContainerId container, Size size) {
    virtually(() -> {
      try {
        engine.update(DockerSpec.nameOf(container), specs.limits(size));
      } catch (IOException e) {
        LOG.warn("{} keeps the limits it had: {}", container, e.getMessage());
      }
    });
  }

  @Override
  public void terminate(List<ContainerId> containers) {
    containers.forEach(this::terminate);
  }

  private void terminate(ContainerId container) {
    Entry entry = entries.get(container);
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
      signal(container, signal);
    });
  }

  @Override
  public void kill(List<ContainerId> containers) {
    containers.forEach(container -> virtually(() -> signal(container, "SIGKILL")));
  }

  @Override
  public void release(List<ContainerId> containers) {
    for (ContainerId container : containers) {
      Entry entry = entries.remove(container);
      if (entry != null) {
        removals.later(container, endOf(entry));
      }
    }
  }

  private Instant endOf(Entry entry) {
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
    Entry entry = entries.get(container);
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
      lookAtAll();
    } catch (IOException e) {
      if (!last.isEmpty()) {
        LOG.warn("{} Docker containers cannot be looked at: {}", last.size(), e.getMessage());
        last.keySet()
            .forEach(container -> entries.putIfAbsent(container, new Entry(container, false)));
      }
    }
    if (!entries.isEmpty()) {
      watcher.start();
    }
    var all = new ArrayList<Observation>();
    for (Entry entry : entries.values()) {
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

  private void start(Entry entry, Launching launching) {
    String name = DockerSpec.nameOf(entry.id);
    try {
      DockerSpec spec = specs.of(launching);
      Path sandbox = launching.sandbox().directory();
      ContainerOutput.Start from = ContainerOutput.Start.of(sandbox);
      labels.put(spec, sandbox, from);
      engine.create(spec);
      synchronized (entry) {
        if (entry.terminated) {
          throw new IOException("it was killed before it was started");
        }
      }
      engine.start(name);
      DockerContainer seen = adopt(entry, sandbox, from);
      observer.observed(
          List.of(
              new Observation(
                  entry.id,
                  seen.status().isEnd() ? new ProcessStatus.Running(0, 0) : seen.status(),
                  Optional.empty())));
      terminateIfAsked(entry, seen);
      look(entry.id); // it may have ended before anybody watched
    } catch (IOException | RuntimeException e) {
      entries.remove(entry.id);
      removals.now(entry.id);
      LOG.info("{} is not started: {}", entry.id, e.getMessage());
      observer.notStarted(entry.id, String.valueOf(e.getMessage()));
    }
  }

  private void terminateIfAsked(Entry entry, DockerContainer seen) {
    synchronized (entry) {
      if (!entry.terminated) {
        return;
      }
    }
    signal(entry.id, seen.stopSignal());
  }

  /** Follows the output of a container that was started, by this life of the agent or another. */
  private DockerContainer adopt(Entry entry, Path sandbox, ContainerOutput.Start from)
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
  private void look(ContainerId id) {
    Entry entry = entries.get(id);
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

  private Observation end(Entry entry) throws IOException {
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
  private void lookAtAll() throws IOException {
    for (Container container : engine.list(labels.filter())) {
      DockerLabels.read(container.getLabels()).ifPresent(this::found);
    }
    List.copyOf(entries.keySet()).forEach(this::look);
  }

  private void found(DockerLabels.Found found) {
    if (removals.isWaiting(found.id())) {
      return; // it only waits for its removal
    }
    Entry entry = entries.computeIfAbsent(found.id(), id -> new Entry(id, false));
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

  private void signal(ContainerId container, String signal) {
    try {
      engine.kill(DockerSpec.nameOf(container), signal);
    } catch (IOException e) {
      LOG.warn("{}", e.getMessage()); // the heart orders it again
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
