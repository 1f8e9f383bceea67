package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.job.Shared;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.schedule.Agenda;
import dev.stadion.chronos.schedule.Timetable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Jobs come, change and go (chronos.md §1.3, §6.3–§6.6). */
final class Declarations {
  private Declarations() {}

  /** Puts a job in place of the one of its name; empty when it was done. */
  static Optional<Problem> put(Turn turn, Job sent) {
    Job job = Secrets.kept(Pausing.kept(turn, sent), turn.job(sent.name()).map(JobState::job));
    if (Secrets.unknown(job)) {
      return Optional.of(
          new Problem(
              "/notifications", "a secret of **** stands for one that is stored, and none is"));
    }
    Optional<Problem> problem =
        Graph.problemWith(job, turn::job)
            .or(() -> Schedules.problemWith(job, turn))
            .or(() -> PoolCommands.problemWith(job, turn))
            .or(() -> DagCommands.problemWith(job, turn));
    if (problem.isPresent()) {
      return problem;
    }
    Optional<JobState> old = turn.job(job.name());
    long incarnation = old.map(JobState::incarnation).orElseGet(turn::newId);
    long lastDue = old.map(JobState::lastDue).orElseGet(() -> turn.retiredDue(job.name()));
    Optional<Timetable> timetable =
        switch (job.plan()) {
          case Plan.Scheduled plan -> Optional.of(timetable(job.name(), plan, turn));
          case Plan.Dependent _ -> Optional.empty();
        };
    Edges edges = old.map(JobState::edges).orElse(Edges.NONE).between(job.parents());
    long generation = turn.newId();
    turn.declare(
        new JobState(
            job, incarnation, generation, generation, timetable, edges, lastDue, Life.FIRST));
    if (job.disabled()) {
      skipQueued(turn, job.name(), "disabled");
    }
    Dags.beginWaiting(turn, job.name());
    turn.settleLater(job.name());
    return Optional.empty();
  }

  private static Timetable timetable(String job, Plan.Scheduled plan, Turn turn) {
    return Shared.of(
        Timetable.start(plan.schedule(), plan.agenda(job, turn.now, turn::calendar), turn.now));
  }

  /** Runs that wait for an offer will not get one. */
  static void skipQueued(Turn turn, String name, String reason) {
    for (Run run : turn.openRuns(name)) {
      if (run.state() == RunState.QUEUED) {
        turn.save(run.draft().ended(RunState.SKIPPED, reason, turn.now).done());
      }
    }
  }

  /** Removes a job, unless it is in such use. */
  static ChronosOutcome delete(Turn turn, JobState job, Set<ChronosEvent.Use> unless) {
    List<String> children = List.copyOf(turn.childrenOf(job.name()));
    if (unless.contains(ChronosEvent.Use.CHILDREN) && !children.isEmpty()) {
      return new ChronosOutcome.InUse(ChronosEvent.Use.CHILDREN, children);
    }
    List<String> runs = turn.openRuns(job.name()).stream().map(Run::runId).toList();
    if (unless.contains(ChronosEvent.Use.RUNS) && !runs.isEmpty()) {
      return new ChronosOutcome.InUse(ChronosEvent.Use.RUNS, runs);
    }
    delete(turn, job);
    return new ChronosOutcome.Done();
  }

  /** Removes a job; its children are handed on and its tasks end (chronos.md §6.5). */
  static void delete(Turn turn, JobState job) {
    for (String name : List.copyOf(turn.childrenOf(job.name()))) {
      turn.job(name).ifPresent(child -> handOn(turn, child, job));
    }
    for (Run run : turn.openRuns(job.name())) {
      if (run.isLive()) {
        Reports.kill(turn, run, KillCause.REQUESTED);
      } else {
        turn.save(run.draft().ended(RunState.SKIPPED, "removed", turn.now).done());
      }
    }
    turn.remove(turn.job(job.name()).orElse(job));
  }

  private static void handOn(Turn turn, JobState child, JobState gone) {
    SortedSet<String> parents = new TreeSet<>(child.job().parents());
    parents.remove(gone.name());
    parents.addAll(gone.job().parents());
    if (!parents.isEmpty()) {
      Job changed = child.job().with(new Plan.Dependent(parents));
      turn.declare(
          new JobState(
              changed,
              child.incarnation(),
              child.generation(),
              child.posted(),
              Optional.empty(),
              child.edges().between(parents),
              child.lastDue(),
              child.life()));
      return;
    }
    // An only child of a scheduled job inherits its schedule where it stands.
    Plan.Scheduled plan = (Plan.Scheduled) gone.shown().plan();
    Timetable timetable = gone.timetable().orElseThrow();
    Agenda agenda = plan.agenda(child.name(), timetable.agenda().ticks(), turn::calendar);
    turn.declare(
        new JobState(
            child.job().with(plan),
            child.incarnation(),
            turn.newId(),
            child.posted(),
            // What a pause has held of its parent's ticks nobody makes up for.
            Optional.of((Pausing.isPaused(turn, gone) ? timetable.free() : timetable).with(agenda)),
            Edges.NONE,
            child.lastDue(),
            child.life()));
  }
}
