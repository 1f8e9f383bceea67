package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.Sla;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.schedule.Span;
import dev.stadion.chronos.scheduler.Alarms.Alarm;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Agreed times of runs and jobs (chronos.md §12.13). Each clause is told once per run, also across
 * a change of leaders: the moments are computed from what is stored, and so is what was told.
 */
final class Agreements {
  private Agreements() {}

  // ---- which moments ---------------------------------------------------------------------------

  /** The moments at which a run that is not over breaks a clause that it has not broken yet. */
  static List<Alarm> of(Job job, Run run, Alarms told) {
    Optional<Sla> sla = job.options().watch().sla();
    if (sla.isEmpty()) {
      return List.of();
    }
    List<Alarm> alarms = new ArrayList<>();
    if (run.startedAt().isPresent()) {
      at(run.startedAt().get(), sla.get().maxDuration())
          .ifPresent(at -> add(alarms, told, run, at, Clause.LONG_RUNNING));
    }
    if (run.fillsIn()) {
      // Its tick is long past, and nobody can be in time for it.
      return List.copyOf(alarms);
    }
    if (run.startedAt().isEmpty()) {
      at(run.scheduledAt(), sla.get().startWithin())
          .ifPresent(at -> add(alarms, told, run, at, Clause.LATE_START));
    }
    at(run.scheduledAt(), sla.get().finishWithin())
        .or(() -> sla.get().finishBy().map(time -> finishBy(job, run, time)))
        .ifPresent(at -> add(alarms, told, run, at, Clause.LATE_FINISH));
    return List.copyOf(alarms);
  }

  private static Optional<Instant> at(Instant from, Optional<Span> within) {
    return within.map(span -> from.plus(span.length()));
  }

  private static void add(List<Alarm> alarms, Alarms told, Run run, Instant at, Clause clause) {
    if (!told.isRaised(run.id(), clause)) {
      alarms.add(new Alarm(at, run.job(), run.id(), clause));
    }
  }

  /** The first such time of day from the tick on. */
  private static Instant finishBy(Job job, Run run, LocalTime time) {
    ZoneId zone =
        switch (job.plan()) {
          case Plan.Scheduled scheduled -> scheduled.zoneId();
          case Plan.Dependent _ -> ZoneOffset.UTC;
        };
    ZonedDateTime tick = run.scheduledAt().atZone(zone);
    ZonedDateTime sameDay = tick.with(time);
    return (sameDay.isBefore(tick) ? sameDay.plusDays(1) : sameDay).toInstant();
  }

  /** The moments at which a job is stale, unless that was told already, and at which it goes. */
  static List<Alarm> of(JobState job, Alarms told) {
    List<Alarm> stale = stale(job, told);
    if (job.life().deleteAt().isEmpty()) {
      return stale;
    }
    Instant end = job.life().deleteAt().get();
    return Stream.concat(
            stale.stream(),
            Stream.of(new Alarm(end, job.name(), job.incarnation(), Clause.EXPIRED)))
        .toList();
  }

  private static List<Alarm> stale(JobState job, Alarms told) {
    Optional<Span> every = job.job().options().watch().expectedEvery();
    if (every.isEmpty()) {
      return List.of();
    }
    Instant since = since(job);
    return since.equals(told.stale().get(job.name()))
        ? List.of()
        : List.of(
            new Alarm(
                since.plus(every.get().length()), job.name(), job.incarnation(), Clause.STALE));
  }

  /** The last success, or the declaration if there was none since. */
  private static Instant since(JobState job) {
    Instant declared = RunIds.moment(job.posted());
    return job.job().tally().lastSuccess().filter(at -> at.isAfter(declared)).orElse(declared);
  }

  // ---- when they come --------------------------------------------------------------------------

  static void pass(Turn turn) {
    while (turn.alarms.next().filter(alarm -> !alarm.at().isAfter(turn.now)).isPresent()) {
      Alarm alarm = turn.alarms.next().orElseThrow();
      switch (alarm.clause()) {
        case STALE -> stale(turn, turn.job(alarm.job()).orElseThrow());
        case EXPIRED -> Expiry.pass(turn, turn.job(alarm.job()).orElseThrow());
        case LATE_START, LONG_RUNNING, LATE_FINISH -> broken(turn, alarm);
      }
    }
  }

  private static void stale(Turn turn, JobState job) {
    Instant since = since(job);
    turn.alarms.raiseStale(job, since);
    turn.teller.announce(
        Clause.STALE.type(), job.name(), Map.of("since", Tally.print(Optional.of(since))));
  }

  private static void broken(Turn turn, Alarm alarm) {
    Run run = turn.run(alarm.owner());
    turn.alarms.raise(run, alarm.clause());
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("state", run.state().name());
    facts.put("scheduledTime", Tally.print(Optional.of(run.scheduledAt())));
    facts.put("deadline", Tally.print(Optional.of(alarm.at())));
    turn.teller.announce(alarm.clause().type(), run, facts);
    boolean kills =
        turn.jobOf(run)
            .flatMap(job -> job.job().options().watch().sla())
            .map(Sla::kills)
            .orElse(false);
    if (kills && alarm.clause() != Clause.LATE_START && run.isLive()) {
      Reports.kill(turn, run, KillCause.SLA);
    }
  }
}
