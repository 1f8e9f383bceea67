package dev.stadion.agent;

import com.codahale.metrics.health.HealthCheck;
import dev.stadion.agent.runtime.RunningAgent;

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
        .map(agent ->
            agent.state().connected()
                ? Result.healthy("registered with " + agent.masterAddress())
                : Result.unhealthy("no master listens; the last one was " + agent.masterAddress()))
        .orElseGet(() -> Result.unhealthy("the agent is not started"));
  }
}
