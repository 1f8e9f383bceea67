package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import java.time.Instant;
import java.util.Optional;

/**
 * Agents become unreachable one after the other, with a pause between them when the operator wants
 * it: a fault of the network shall not take the whole cluster away at once. A sign of life while an
 * agent waits for its turn saves it (mesos-v1.md §8.1).
 */
final class RemovalRate {
  private RemovalRate() {}

  /** Makes the agent unreachable now or in its turn. */
  static void giveUp(Draft draft, Agent agent) {
    Optional<Instant> turn = draft.agenda.nextRemoval();
    if (turn.isEmpty() || !turn.get().isAfter(draft.now)) {
      draft
          .settings
          .upkeep()
          .removalPause()
          .ifPresent(p -> draft.agenda.nextRemoval(draft.now.plus(p)));
      AgentLoss.unreachable(draft, agent);
      return;
    }
    draft.agenda.nextRemoval(turn.get().plus(draft.settings.upkeep().removalPause().orElseThrow()));
    draft.put(agent.linked(agent.link().waitingToBeGivenUp()));
    draft.agenda.await(
        new Deadline(turn.get(), Deadline.Kind.AGENT_REMOVAL, "", agent.id().value()));
  }

  static void turnHasCome(Draft draft, Deadline due) {
    Agent agent = draft.agent(new AgentId(due.agent()));
    if (agent != null && agent.link().givenUp()) {
      AgentLoss.unreachable(draft, agent);
    }
  }
}
