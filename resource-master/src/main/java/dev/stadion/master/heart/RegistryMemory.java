package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterState.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Unreachable and gone agents are remembered for long, but not for ever (mesos-v1.md §8.1). */
final class RegistryMemory {
  private RegistryMemory() {}

  /** Looks as often as the settings say, however often it is called. */
  static void forgetOld(Draft draft) {
    UpkeepSettings settings = draft.settings.upkeep();
    Clock clock = draft.agenda.clock().orElseThrow();
    if (draft.now.isBefore(clock.nextForgetting())) {
      return;
    }
    draft.agenda.clock(clock.forgetting(draft.now.plus(settings.forgetEvery())));
    List<Agent> away =
        draft.agents().stream()
            .filter(agent -> !mayComeBackSoon(agent))
            .sorted(Comparator.comparing(RegistryMemory::since).thenComparing(Agent::id))
            .toList();
    Instant oldest = draft.now.minus(settings.agentMemory());
    int surplus = away.size() - settings.agentsRemembered();
    for (int i = 0; i < away.size(); i++) {
      if (i < surplus || !since(away.get(i)).isAfter(oldest)) {
        forget(draft, away.get(i));
      }
    }
  }

  private static boolean mayComeBackSoon(Agent agent) {
    return switch (agent.status()) {
      case RECOVERED, REGISTERED, DISCONNECTED -> true;
      case UNREACHABLE, GONE -> false;
    };
  }

  private static Instant since(Agent agent) {
    return agent.times().unreachable().orElse(agent.times().registered());
  }

  private static void forget(Draft draft, Agent agent) {
    OfferRules.clearFilters(draft, agent.id());
    for (TaskKey key : agent.tasks()) {
      draft.forget(draft.task(key));
    }
    draft.forget(draft.agent(agent.id()));
  }
}
