package dev.stadion.agent;

import com.codahale.metrics.health.HealthCheck;
import dev.stadion.agent.runtime.RunningAgent;
import java.net.URI;

/** Healthy while a master listens to this agent. */
final class MasterConnectionCheck extends HealthCheck {
  private final RunningAgent running;

  MasterConnectionCheck(RunningAgent running) {
    this.running = running;
  }

  @Override
  protected Result check() {
    return running
        .agent()
        .map(agent -> {
          String master = agent.masterAddress().map(URI::toString).orElse("none");
          return agent.state().connected()
              ? Result.healthy("registered with " + master)
              : Result.unhealthy("no master listens; the last one was " + master);
        })
        .orElseGet(() -> Result.unhealthy("the agent is not started"));
  }
}
