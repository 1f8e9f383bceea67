package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Needs;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.TaskNames;
import dev.stadion.chronos.scheduler.ChronosState.QueueKey;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.matching.Demand;
import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.OfferMatcher;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Offers meet the queue (chronos.md §5). An entry that fits nowhere holds nobody else up. */
final class Launching {
  private Launching() {}

  static void offered(Turn turn, List<Offer> offers) {
    Map<OfferId, List<ChronosEffect.Task>> launches = new LinkedHashMap<>();
    List<Offer> left = new ArrayList<>(offers);
    // Equal needs that found no place in the first n offers need not look there again: offers only
    // shrink. So a long queue of like jobs costs one look each.
    Map<Needs, Integer> firstHope = new HashMap<>();
    for (QueueKey entry : List.copyOf(turn.queue())) {
      if (!turn.queue().contains(entry)) {
        continue; // an earlier launch of the same job blocks it now
      }
      Run run = turn.run(entry.run());
      Optional<JobState> job = turn.jobOf(run);
      if (job.isEmpty() || job.get().job().disabled()) {
        String reason = job.isEmpty() ? "removed" : "disabled";
        turn.save(run.draft().ended(RunState.SKIPPED, reason, turn.now).done());
        continue;
      }
      place(turn, run, job.get().job(), left, firstHope, launches);
    }
    settle(turn, offers, launches);
  }

  private static void place(
      Turn turn,
      Run run,
      Job job,
      List<Offer> left,
      Map<Needs, Integer> firstHope,
      Map<OfferId, List<ChronosEffect.Task>> launches) {
    Demand demand = demand(job.needs(), turn.settings);
    for (int i = firstHope.getOrDefault(job.needs(), 0); i < left.size(); i++) {
      Offer offer = left.get(i);
      if (OfferMatcher.match(offer, demand, 0) instanceof Match.Fits fits) {
        Attempt attempt =
            Attempt.launched(
                run.attempts(),
                TaskNames.id(run, job),
                offer.agent(),
                offer.hostname(),
                offer.agentUrl(),
                turn.now);
        Run launched = run.draft().launched(attempt).done();
        turn.save(launched);
        left.set(i, offer.without(fits.taken()));
        launches
            .computeIfAbsent(offer.id(), id -> new ArrayList<>())
            .add(new ChronosEffect.Task(job, launched, fits.taken()));
        firstHope.put(job.needs(), i);
        return;
      }
    }
    firstHope.put(job.needs(), left.size());
  }

  private static Demand demand(Needs needs, HeartSettings settings) {
    return new Demand(
            Scalar.of(needs.cpus()),
            Scalar.of(needs.mem()),
            Scalar.of(needs.disk()),
            Scalar.of(0),
            List.of(),
            settings.roles())
        .withRules(List.copyOf(needs.constraints()));
  }

  private static void settle(
      Turn turn, List<Offer> offers, Map<OfferId, List<ChronosEffect.Task>> launches) {
    launches.forEach((offer, tasks) ->
        turn.effect(new ChronosEffect.Launch(offer, tasks, turn.settings.declineFor())));
    List<OfferId> unused =
        offers.stream().map(Offer::id).filter(id -> !launches.containsKey(id)).toList();
    if (!unused.isEmpty()) {
      turn.effect(new ChronosEffect.Decline(unused, turn.settings.declineFor()));
    }
    if (turn.queue().isEmpty() && launches.isEmpty()) {
      Links.suppress(turn);
    }
  }
}
