package dev.stadion.agent.container;

import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.mesos.v1.ContainerInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All containers of one agent. What needs no slow work goes to the supervisor in one batch; the
 * rest is prepared first. Everything is told to the observer, also that a start failed. Starts and
 * ends are ordered by one thread; the rest is thread-safe.
 */
public final class Containers implements ContainerAccess, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Containers.class);

  private static final int HANDFUL = 50;

  private final ProcessContainerizer processes;
  private final Optional<ClosedContainerizer> docker;
  private final Fetching fetching;
  private final Preparations preparations;
  private final Observer observer;

  /**
   * @param docker empty when this agent shall not run Docker containers
   */
  public Containers(
      ProcessContainerizer processes,
      Optional<ClosedContainerizer> docker,
      Fetching fetching,
      Observer observer) {
    this.processes = processes;
    this.docker = docker;
    this.fetching = fetching;
    this.preparations = new Preparations(observer);
    this.observer = observer;
  }

  /**
   * Makes the sandboxes and starts all of these, handful by handful, so that the first run while
   * the others are made ready. Repeating it starts nothing twice.
   */
  public void launch(List<Launching> launchings) {
    var quick = new ArrayList<Launching>();
    for (Launching launching : launchings) {
      Containerizer containerizer = isDocker(launching) ? docker.orElse(null) : processes;
      if (containerizer == null) {
        observer.notStarted(launching.id(), "docker is not among this agent's containerizers");
        continue;
      }
      try {
        launching.sandbox().create();
      } catch (IOException e) {
        LOG.warn("no sandbox for {}: {}", launching.id(), e.toString());
        observer.notStarted(launching.id(), e.toString());
        continue;
      }
      if (isSlow(launching) && !preparations.isDone(launching.id())) {
        preparations.begin(
            launching.id(),
            () -> prepare(launching, containerizer),
            () -> containerizer.launch(List.of(launching)));
      } else if (containerizer == processes) {
        quick.add(launching);
        if (quick.size() == HANDFUL) {
          processes.launch(quick);
          quick.clear();
        }
      } else {
        containerizer.launch(List.of(launching));
      }
    }
    if (!quick.isEmpty()) {
      processes.launch(quick);
    }
  }

  /** Changes what a container that runs may use. */
  public void resize(ContainerId container, Size size) {
    if (isClosed(container)) {
      docker.orElseThrow().resize(container, size);
    } else {
      processes.resize(container, size);
    }
  }

  /** Asks every process of these containers to end; gives up preparations. */
  public void terminate(List<ContainerId> containers) {
    byOwner(containers, Containerizer::terminate);
  }

  /** Ends every process of these containers. */
  public void kill(List<ContainerId> containers) {
    byOwner(containers, Containerizer::kill);
  }

  private void byOwner(
      List<ContainerId> containers, BiConsumer<Containerizer, List<ContainerId>> what) {
    Map<Boolean, List<ContainerId>> started =
        containers.stream()
            .filter(container -> !preparations.cancel(container))
            .collect(Collectors.partitioningBy(this::isClosed));
    if (!started.get(true).isEmpty()) {
      what.accept(docker.orElseThrow(), started.get(true));
    }
    // The supervisor ignores what it does not know, so whatever is nobody else's is sent to it.
    if (!started.get(false).isEmpty()) {
      what.accept(processes, started.get(false));
    }
  }

  /** The ends of these are remembered: what is left of them may go. */
  public void release(List<ContainerId> containers) {
    preparations.forget(containers);
    processes.release(containers);
    docker.ifPresent(some -> some.release(containers));
  }

  /**
   * What there is beside the supervisor's own.
   *
   * @param last what is remembered of the live containers of type DOCKER
   */
  public List<Observation> beside(Map<ContainerId, ProcessStatus> last) {
    return docker.map(some -> some.everything(last)).orElse(List.of());
  }

  @Override
  public boolean isClosed(ContainerId container) {
    return docker.map(some -> some.isClosed(container)).orElse(false);
  }

  @Override
  public Optional<String> ip(ContainerId container) {
    return docker.flatMap(some -> some.ip(container));
  }

  @Override
  public long execute(ContainerId container, List<String> argv, List<String> environment)
      throws IOException, InterruptedException {
    return docker
        .orElseThrow(() -> new IOException("this agent runs no Docker containers"))
        .execute(container, argv, environment);
  }

  /** Gives up what is being prepared; what runs, runs on. */
  @Override
  public void close() {
    preparations.close();
    docker.ifPresent(ClosedContainerizer::close);
  }

  /** Whether the engine and not the supervisor runs it. */
  static boolean isDocker(Launching launching) {
    return launching.container().getType() == ContainerInfo.Type.DOCKER;
  }

  private static boolean isSlow(Launching launching) {
    return launching.command().getUrisCount() > 0 || isDocker(launching);
  }

  private void prepare(Launching launching, Containerizer containerizer)
      throws IOException, InterruptedException {
    if (launching.command().getUrisCount() > 0) {
      fetching.fetch(launching.command(), launching.sandbox(), launching.user());
    }
    containerizer.prepare(launching);
  }
}
