package dev.stadion.agent.container;

import dev.stadion.agent.process.ContainerId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All containers of one agent. What needs no slow work goes to the supervisor in one batch; the
 * rest is prepared first. Everything is told to the observer, also that a start failed. Called by
 * one thread.
 */
public final class Containers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Containers.class);

  private final Containerizer processes;
  private final Fetching fetching;
  private final Preparations preparations;
  private final Observer observer;

  public Containers(ProcessContainerizer processes, Fetching fetching, Observer observer) {
    this.processes = processes;
    this.fetching = fetching;
    this.preparations = new Preparations(observer);
    this.observer = observer;
  }

  /** Makes the sandboxes and starts all of these. Repeating it starts nothing twice. */
  public void launch(List<Launching> launchings) {
    var quick = new ArrayList<Launching>();
    for (Launching launching : launchings) {
      try {
        launching.sandbox().create();
      } catch (IOException e) {
        LOG.warn("no sandbox for {}: {}", launching.id(), e.toString());
        observer.notStarted(launching.id(), e.toString());
        continue;
      }
      if (isSlow(launching) && !preparations.isDone(launching.id())) {
        preparations.begin(
            launching.id(), () -> prepare(launching), () -> processes.launch(List.of(launching)));
      } else {
        quick.add(launching);
      }
    }
    if (!quick.isEmpty()) {
      processes.launch(quick);
    }
  }

  /** Asks every process of these containers to end; gives up preparations. */
  public void terminate(List<ContainerId> containers) {
    List<ContainerId> started = started(containers);
    if (!started.isEmpty()) {
      processes.terminate(started);
    }
  }

  /** Ends every process of these containers. */
  public void kill(List<ContainerId> containers) {
    List<ContainerId> started = started(containers);
    if (!started.isEmpty()) {
      processes.kill(started);
    }
  }

  /** The ends of these are remembered: what is left of them may go. */
  public void release(List<ContainerId> containers) {
    preparations.forget(containers);
    processes.release(containers);
  }

  /** Gives up what is being prepared; what runs, runs on. */
  @Override
  public void close() {
    preparations.close();
  }

  /** Those that are not being prepared; the preparation of the others is given up. */
  private List<ContainerId> started(List<ContainerId> containers) {
    return containers.stream().filter(container -> !preparations.cancel(container)).toList();
  }

  private static boolean isSlow(Launching launching) {
    return launching.command().getUrisCount() > 0;
  }

  private void prepare(Launching launching) throws IOException, InterruptedException {
    if (launching.command().getUrisCount() > 0) {
      fetching.fetch(launching.command(), launching.sandbox(), launching.user());
    }
  }
}
