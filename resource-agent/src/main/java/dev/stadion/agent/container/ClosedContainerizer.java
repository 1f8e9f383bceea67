package dev.stadion.agent.container;

import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import java.util.List;
import java.util.Map;

/**
 * Makes containers that have a world of their own and a keeper of their own, which outlives the
 * agent: an engine, not the supervisor. {@link #isClosed} says which containers are its own.
 */
public interface ClosedContainerizer extends Containerizer, ContainerAccess, AutoCloseable {

  /**
   * Every container it keeps for this agent, ended or not, when the agent starts or the supervisor
   * tells everything. A keeper that does not answer is no reason to give anything up: what ran last
   * is told to run, and looked at once it answers.
   *
   * @param last what is remembered of its live containers
   */
  List<Observation> everything(Map<ContainerId, ProcessStatus> last);

  /** Stops listening; what runs, runs on. */
  @Override
  void close();
}
