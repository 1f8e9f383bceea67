package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Execution;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Needs;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Interval;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.TaskNames;
import dev.stadion.chronos.run.Template;
import dev.stadion.chronos.scheduler.ChronosState.QueueKey;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.matching.Demand;
import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.OfferMatcher;
import dev.stadion.scheduling.matching.RefusalReason;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcollections.PSet;

/** Offers meet the queue (chronos.md §5). An entry that fits nowhere holds nobody else up. */
final class Launching {
  private Launching() {}

  static void offered(Turn turn, List<Offer> offers) {
    Map<OfferId, List<ChronosEffect.Task>> launches = new LinkedHashMap<>();
    List<Offer> left = new ArrayList<>(offers);
    // Equal needs that found no place in the first n offers need not look there again: offers only
    // shrink. So a long queue of like jobs costs one look each.
    Map<Needs, Integer> firstHope = new HashMap<>();
    Set<Needs> hopeless = new HashSet<>();
    for (QueueKey entry : turn.queue().entries()) {
      if (turn.queue().wantsNothingBut(hopeless)) {
        break;
      }
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
      if (hopeless.contains(job.get().job().needs())
          || Pausing.holds(turn, run, job.get())
          || !Waiting.hasSlots(turn.commons(), run)) {
        continue;
      }
      prepared(turn, run, job.get())
          .ifPresent(ready -> {
            if (!place(turn, run, ready, left, firstHope, launches)) {
              hopeless.add(ready.job().needs());
            }
          });
    }
    noteConstrained(turn, firstHope.keySet(), offers);
    settle(turn, offers, launches);
  }

  /** The job and the run with all that is to be filled in; what names something unknown fails. */
  private static Optional<Ready> prepared(Turn turn, Run run, JobState state) {
    Job job = state.job();
    Interval interval = interval(turn, run, state);
    if (!job.options().inputs().isTemplate()) {
      return Optional.of(new Ready(job, run, interval));
    }
    var template = new Template(job, run, interval);
    Optional<Execution> filled = template.fill(job.execution());
    Optional<String> arguments = template.fill(run.arguments().orElse(""));
    if (filled.isEmpty() || arguments.isEmpty()) {
      Endings.endsFailed(turn, run, RunState.FAILED, "template");
      return Optional.empty();
    }
    return Optional.of(
        new Ready(
            job.with(filled.get()),
            run.draft()
                .request(
                    run.request()
                        .withArguments(run.arguments().isEmpty() ? Optional.empty() : arguments))
                .done(),
            interval));
  }

  /**
   * What is to be launched.
   *
   * @param told the run with its arguments filled in; what is remembered keeps them as they were
   */
  private record Ready(Job job, Run told, Interval interval) {}

  /** From the tick before to the run's own; a job of a graph goes by its root's ticks. */
  private static Interval interval(Turn turn, Run run, JobState job) {
    Optional<JobState> timed =
        run.dag()
            .flatMap(place -> Optional.ofNullable(turn.commons().dags().get(place.dagRun())))
            .flatMap(open -> turn.job(open.dag().root()))
            .or(() -> Optional.of(job));
    Instant start =
        timed
            .flatMap(JobState::timetable)
            .flatMap(timetable -> timetable.before(run.scheduledAt()))
            .orElse(run.scheduledAt());
    return new Interval(start, run.scheduledAt());
  }

  /** Remembers which needs no offer can meet because of constraints, for those who ask why. */
  private static void noteConstrained(Turn turn, Set<Needs> looked, List<Offer> offers) {
    PSet<Needs> constrained = turn.commons().constrained();
    for (Needs needs : looked) {
      boolean all =
          !needs.constraints().isEmpty()
              && !offers.isEmpty()
              && offers.stream()
                  .allMatch(offer ->
                      OfferMatcher.match(offer, demand(needs, turn.settings), 0)
                              instanceof Match.Refused(var refusals)
                          && refusals.stream()
                              .anyMatch(r -> r.reason() == RefusalReason.UNFULFILLED_CONSTRAINT));
      constrained = all ? constrained.plus(needs) : constrained.minus(needs);
    }
    if (constrained != turn.commons().constrained()) {
      turn.commons(turn.commons().withConstrained(constrained));
    }
  }

  /** Whether it found a place. */
  private static boolean place(
      Turn turn,
      Run run,
      Ready ready,
      List<Offer> left,
      Map<Needs, Integer> firstHope,
      Map<OfferId, List<ChronosEffect.Task>> launches) {
    Job job = ready.job();
    Demand demand = demand(job.needs(), turn.settings);
    for (int i = firstHope.getOrDefault(job.needs(), 0); i < left.size(); i++) {
      Offer offer = left.get(i);
      if (OfferMatcher.match(offer, demand, 0) instanceof Match.Fits fits) {
        Attempt attempt =
            Attempt.launched(
                run.attempts(),
                TaskNames.id(ready.told(), job),
                offer.agent(),
                offer.hostname(),
                offer.agentUrl(),
                turn.now);
        Run launched = run.draft().launched(attempt).done();
        turn.save(launched);
        left.set(i, offer.without(fits.taken()));
        launches
            .computeIfAbsent(offer.id(), id -> new ArrayList<>())
            .add(
                new ChronosEffect.Task(
                    job,
                    launched.draft().request(ready.told().request()).done(),
                    fits.taken(),
                    ready.interval()));
        firstHope.put(job.needs(), i);
        return true;
      }
    }
    firstHope.put(job.needs(), left.size());
    return false;
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
