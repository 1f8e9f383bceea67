package dev.stadion.agent.container;

import dev.stadion.agent.process.ContainerId;
import java.io.IOException;
import java.util.List;

/**
 * Makes containers of one kind. What becomes of them it tells an {@link Observer}; nothing is
 * answered by name. Thread-safe; only {@link #prepare} may take time.
 */
public interface Containerizer {

  /**
   * Does the slow work before a start, on a virtual thread.
   *
   * @throws IOException when it cannot be done: then nothing is started
   * @throws InterruptedException when the container is not wanted any more
   */
  void prepare(Launching launching) throws IOException, InterruptedException;

  /**
   * Starts these; from now on they are this one's to end. One that is known is not started twice.
   */
  void launch(List<Launching> launchings);

  /** Changes what a container that runs may use; one that does not run is left alone. */
  void resize(ContainerId container, Size size);

  /** Asks every process of these containers to end. */
  void terminate(List<ContainerId> containers);

  /** Ends every process of these containers. */
  void kill(List<ContainerId> containers);

  /** The ends of these are remembered: what is left of them may go. */
  void release(List<ContainerId> containers);
}
