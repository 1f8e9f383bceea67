package dev.stadion.chronos.scheduler;

import static java.util.Objects.requireNonNull;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.ChronosOutcome.Done;
import dev.stadion.chronos.scheduler.ChronosOutcome.Rejected;
import dev.stadion.chronos.scheduler.ChronosOutcome.UnknownJob;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.heart.Heart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Decides what becomes of jobs: when they run, where, how often they are tried, and who runs after
 * them. Every due tick gets exactly one outcome, also after an outage (promises.md P3). Pure; one
 * thread at a time.
 */
public final class ChronosHeart
    implements Heart<ChronosState, ChronosEvent, ChronosChange, ChronosEffect, ChronosOutcome> {
  private static final ChronosOutcome DONE = new Done();

  private final HeartSettings settings;

  public ChronosHeart(HeartSettings settings) {
    this.settings = requireNonNull(settings, "settings");
  }

  @Override
  public Decision<ChronosState, ChronosChange, ChronosEffect, ChronosOutcome> decide(
      ChronosState state, ChronosEvent event, Instant now) {
    var turn = new Turn(state, settings, now);
    ChronosOutcome outcome = decide(turn, event);
    if (!outcome.commits()) {
      return turn.unchanged(outcome);
    }
    settleRuns(turn);
    Exhaustion.settle(turn);
    Expiry.settle(turn);
    Links.reviveWhenWanted(turn);
    Announcing.finish(turn);
    Noticing.finish(turn);
    return turn.done(outcome);
  }

  /** The end of a run may let another begin that ends at once: until nothing more follows. */
  private static void settleRuns(Turn turn) {
    int known;
    do {
      known = turn.moves.all().size();
      Backfills.settle(turn);
      Dags.settle(turn);
    } while (turn.moves.all().size() > known);
  }

  private static ChronosOutcome decide(Turn turn, ChronosEvent event) {
    return switch (event) {
      case ChronosEvent.PutJob put -> putJob(turn, put);
      case ChronosEvent.PutJobs jobs -> putJobs(turn, jobs);
      case ChronosEvent.DeleteJob delete -> deleteJob(turn, delete);
      case ChronosEvent.RunNow(var name, var arguments) ->
          onJob(turn, name, (t, job) -> Runs.runNow(t, job, arguments));
      case ChronosEvent.KillTasks(var name, var queued) ->
          onJob(turn, name, (t, job) -> kill(t, job, queued));
      case ChronosEvent.KillRun(var run) -> RunCommands.kill(turn, run);
      case ChronosEvent.Rerun(var original) -> RunCommands.rerun(turn, original);
      case ChronosEvent.MarkRun mark -> RunCommands.mark(turn, mark);
      case ChronosEvent.MarkSuccess(var name) -> onJob(turn, name, ChronosHeart::markSuccess);
      case ChronosEvent.Callback(var task, var success) ->
          done(() -> Callbacks.told(turn, task, success));
      case ChronosEvent.EmptyQueues _ -> done(() -> RunCommands.emptyQueues(turn));
      case ChronosEvent.StartBackfill(var name, var order) -> Backfills.start(turn, name, order);
      case ChronosEvent.CancelBackfill(var id) -> Backfills.cancel(turn, id);
      case ChronosEvent.PutCalendar(var calendar) -> Calendars.put(turn, calendar);
      case ChronosEvent.DeleteCalendar(var name) -> Calendars.delete(turn, name);
      case ChronosEvent.StartRun(var name, var order) -> Orders.start(turn, name, order);
      case ChronosEvent.PauseJob(var name) -> onJob(turn, name, Pausing::pause);
      case ChronosEvent.ResumeJob(var name, var catchup) ->
          onJob(turn, name, (t, job) -> Pausing.resume(t, job, catchup));
      case ChronosEvent.PauseAll _ -> done(() -> Pausing.pauseAll(turn));
      case ChronosEvent.ResumeAll(var catchup) -> done(() -> Pausing.resumeAll(turn, catchup));
      case ChronosEvent.PutPool(var pool) -> done(() -> PoolCommands.put(turn, pool));
      case ChronosEvent.DeletePool(var name) -> PoolCommands.delete(turn, name);
      case ChronosEvent.KillDag(var dag) -> DagCommands.kill(turn, dag);
      case ChronosEvent.RerunDag rerun -> DagCommands.rerun(turn, rerun);
      case ChronosEvent.Due _, ChronosEvent.WakeUp _ -> timePassed(turn);
      case ChronosEvent.Elected(var epoch, var leader) ->
          done(() -> Announcing.elected(turn, epoch, leader));
      case ChronosEvent.Subscribed(var framework) -> done(() -> Links.subscribed(turn, framework));
      case ChronosEvent.Disconnected _ -> done(() -> Links.disconnected(turn));
      case ChronosEvent.FrameworkRemoved _ -> done(() -> Links.frameworkRemoved(turn));
      case ChronosEvent.Offered(var offers) -> done(() -> Launching.offered(turn, offers));
      case ChronosEvent.Rescinded _ -> DONE; // no offer is ever held
      case ChronosEvent.Updated(var update) -> done(() -> Reports.update(turn, update));
      case ChronosEvent.AgentLost(var agent) -> done(() -> Reports.agentLost(turn, agent));
    };
  }

  private static ChronosOutcome putJob(Turn turn, ChronosEvent.PutJob put) {
    Optional<JobState> before = turn.job(put.job().name());
    Optional<String> refuted = put.expected().refuted(put.job().name(), before);
    if (refuted.isPresent()) {
      return new ChronosOutcome.NotAsExpected(refuted.get());
    }
    Job job =
        put.keepsTally()
            ? before.map(old -> put.job().with(old.job().tally())).orElse(put.job())
            : put.job();
    return Declarations.put(turn, job)
        .<ChronosOutcome>map(problem -> new Rejected(List.of(problem)))
        .orElseGet(() -> timePassed(turn));
  }

  private static ChronosOutcome deleteJob(Turn turn, ChronosEvent.DeleteJob delete) {
    Optional<JobState> job = turn.job(delete.name());
    Optional<String> refuted = delete.expected().refuted(delete.name(), job);
    if (refuted.isPresent()) {
      return new ChronosOutcome.NotAsExpected(refuted.get());
    }
    return job.map(known -> Declarations.delete(turn, known, delete.unless()))
        .orElseGet(() -> new UnknownJob(delete.name()));
  }

  private static ChronosOutcome putJobs(Turn turn, ChronosEvent.PutJobs jobs) {
    ChronosOutcome outcome = BulkCommands.put(turn, jobs);
    if (outcome.commits()) {
      timePassed(turn);
    }
    return outcome;
  }

  private static ChronosOutcome done(Runnable decision) {
    decision.run();
    return DONE;
  }

  private static ChronosOutcome timePassed(Turn turn) {
    Deadlines.pass(turn);
    Agreements.pass(turn);
    Runs.fireDue(turn);
    Links.passTime(turn);
    return DONE;
  }

  private static ChronosOutcome onJob(Turn turn, String name, BiConsumer<Turn, JobState> decision) {
    Optional<JobState> job = turn.job(name);
    if (job.isEmpty()) {
      return new UnknownJob(name);
    }
    decision.accept(turn, job.get());
    return DONE;
  }

  private static void kill(Turn turn, JobState job, boolean queued) {
    for (Run run : turn.openRuns(job.name())) {
      if (run.isLive()) {
        Reports.kill(turn, run, KillCause.REQUESTED);
      } else if (queued) {
        turn.save(run.draft().ended(RunState.KILLED, "killed", turn.now).done());
      }
    }
  }

  private static void markSuccess(Turn turn, JobState job) {
    JobState fresh = job.with(job.edges().fresh());
    turn.save(fresh.with(fresh.job().with(fresh.job().tally().succeeded(turn.now))));
    Dependencies.succeeded(turn, job.name(), Optional.empty());
  }

  @Override
  public Optional<Instant> wakeAt(ChronosState state) {
    Stream<Instant> due =
        state.due().isEmpty()
            ? Stream.empty()
            : Stream.of(
                state.behind()
                    ? state.due().first().at()
                    : state.due().first().at().plus(settings.watchdog()));
    Stream<Instant> deadline =
        state.deadlines().isEmpty() ? Stream.empty() : Stream.of(state.deadlines().first().at());
    Stream<Instant> alarm =
        state.alarms().next().isEmpty()
            ? Stream.empty()
            : Stream.of(state.alarms().next().first().at());
    return Stream.of(
            due,
            deadline,
            alarm,
            state.link().reconcileAt().stream(),
            state.link().connected() ? state.link().orphansAt().stream() : Stream.<Instant>empty(),
            Links.reviveAt(state.link(), settings).stream())
        .flatMap(moments -> moments)
        .min(Instant::compareTo);
  }

  @Override
  public ChronosEvent wakeUp() {
    return new ChronosEvent.WakeUp();
  }
}
