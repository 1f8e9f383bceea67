package dev.stadion.agent.check;

import dev.stadion.agent.process.ContainerId;

/** Is told what checks find. Called by any thread, for one check never by two at once. */
public interface CheckListener {

  void health(ContainerId container, HealthState.News news);

  void checked(ContainerId container, CheckState state);
}
