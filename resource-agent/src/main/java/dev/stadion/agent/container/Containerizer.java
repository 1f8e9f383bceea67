package dev.stadion.agent.container;

import dev.stadion.agent.process.ContainerId;
import java.util.List;

/**
 * Makes containers of one kind. What becomes of them it tells the agent's loop; nothing is answered
 * by name. Thread-safe; nothing here takes time.
 */
sealed interface Containerizer permits ProcessContainerizer {

  /**
   * Starts these; from now on they are this one's to end. One that is known is not started twice.
   */
  void launch(List<Launching> launchings);

  /** Asks every process of these containers to end. */
  void terminate(List<ContainerId> containers);

  /** Ends every process of these containers. */
  void kill(List<ContainerId> containers);

  /** The ends of these are remembered: what is left of them may go. */
  void release(List<ContainerId> containers);
}
