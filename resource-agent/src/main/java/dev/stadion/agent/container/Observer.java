package dev.stadion.agent.container;

import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import java.util.List;
import java.util.Optional;

/** Hears what becomes of containers. May be called by any thread. */
@FunctionalInterface
public interface Observer {
  void observed(List<Observation> news);

  /** Nothing was started, and nothing will be under this id. */
  default void notStarted(ContainerId container, String why) {
    observed(
        List.of(new Observation(container, new ProcessStatus.NotStarted(why), Optional.empty())));
  }
}
