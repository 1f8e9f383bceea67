package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.InverseOffered;
import dev.stadion.master.heart.MasterEffect.InverseRescinded;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks whoever has something on a machine of the maintenance schedule to give it back, and keeps
 * the answers for the operator (mesos-v1.md §3.12). Runs at the end of each decision, for the
 * agents that it has touched.
 */
final class InverseOfferRules {
  private InverseOfferRules() {}

  static void run(Draft draft) {
    if (draft.upkeep.maintenance().machines().isEmpty()) {
      return;
    }
    Map<FrameworkId, List<InverseOffer>> made = new LinkedHashMap<>();
    for (AgentId id : draft.upkeep.takeTouched()) {
      Agent agent = draft.agent(id);
      if (agent == null || !agent.connected()) {
        withdraw(draft, id);
        continue;
      }
      Optional<Machine> machine = draft.upkeep.maintenance().machineOf(agent.description());
      machine.ifPresent(m -> ask(draft, agent, m.unavailability(), made));
    }
    made.forEach((id, offers) -> {
      String stream = offers.getFirst().stream();
      draft.tell(new InverseOffered(stream, id, offers));
    });
  }

  private static void ask(
      Draft draft,
      Agent agent,
      Unavailability unavailability,
      Map<FrameworkId, List<InverseOffer>> made) {
    for (FrameworkId id : holders(draft, agent)) {
      Framework framework = draft.framework(id);
      if (!framework.connected()) {
        continue;
      }
      String stream = framework.link().stream().orElseThrow();
      InverseOffer before =
          draft.upkeep.maintenance().asked().get(new InverseOffer.Key(agent.id(), id));
      if (before != null && before.stream().equals(stream) && !isDue(before, draft.now)) {
        continue;
      }
      var offer =
          new InverseOffer(
              draft.newOfferId(),
              id,
              stream,
              agent.id(),
              agent.description(),
              unavailability,
              true,
              Optional.empty(),
              before == null ? Optional.empty() : before.answer());
      draft.upkeep.maintenance(draft.upkeep.maintenance().asking(offer));
      made.computeIfAbsent(id, f -> new ArrayList<>()).add(offer);
    }
  }

  private static boolean isDue(InverseOffer offer, Instant now) {
    return !offer.outstanding() && !now.isBefore(offer.askAgainAt().orElse(now));
  }

  private static Set<FrameworkId> holders(Draft draft, Agent agent) {
    var holders = new TreeSet<FrameworkId>();
    for (TaskKey key : agent.tasks()) {
      if (!draft.task(key).state().isTerminal()) {
        holders.add(key.framework());
      }
    }
    for (OfferId id : agent.offers()) {
      holders.add(draft.offer(id).framework());
    }
    return holders;
  }

  /** Whoever was asked about this agent need not answer any more. */
  static void withdraw(Draft draft, AgentId agent) {
    for (InverseOffer offer : List.copyOf(draft.upkeep.maintenance().inverseOffers())) {
      if (!offer.agent().equals(agent)) {
        continue;
      }
      draft.upkeep.maintenance(draft.upkeep.maintenance().without(offer));
      Framework framework = draft.framework(offer.framework());
      boolean listens =
          framework != null && framework.link().stream().equals(Optional.of(offer.stream()));
      if (offer.outstanding() && listens) {
        draft.tell(new InverseRescinded(offer.stream(), offer.framework(), offer.id()));
      }
    }
  }

  /**
   * What a framework was asked is void, as its subscription has ended.
   *
   * @param forGood whether its answers are of no interest either
   */
  static void discard(Draft draft, FrameworkId framework, boolean forGood) {
    for (InverseOffer offer : List.copyOf(draft.upkeep.maintenance().inverseOffers())) {
      if (offer.framework().equals(framework) && (forGood || offer.answer().isEmpty())) {
        draft.upkeep.maintenance(draft.upkeep.maintenance().without(offer));
      }
    }
  }

  static void answer(Draft draft, FrameworkId framework, FrameworkCall.AnswerInverseOffers call) {
    Set<OfferId> ids = Set.copyOf(call.offers());
    Duration rest =
        call.refuse().compareTo(draft.settings.allocationInterval()) > 0
            ? call.refuse()
            : draft.settings.allocationInterval();
    Instant again = draft.now.plus(rest);
    for (InverseOffer offer : List.copyOf(draft.upkeep.maintenance().inverseOffers())) {
      boolean meant =
          offer.framework().equals(framework) && offer.outstanding() && ids.contains(offer.id());
      if (meant) {
        var answer = new InverseOffer.Answer(call.accept(), draft.now);
        draft.upkeep.maintenance(draft.upkeep.maintenance().asking(offer.answered(answer, again)));
        draft.agenda.await(
            new Deadline(
                again, Deadline.Kind.INVERSE_OFFER, framework.value(), offer.agent().value()));
      }
    }
  }
}
