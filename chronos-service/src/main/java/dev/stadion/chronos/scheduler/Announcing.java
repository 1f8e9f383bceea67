package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.ExitStatus;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.scheduler.ChronosChange.JobSaved;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is announced of a turn (chronos.md B-72). It is derived from what the turn changed, so that
 * no decision can forget to tell.
 */
final class Announcing {
  private Announcing() {}

  /** The last thing a turn does. */
  static void finish(Turn turn) {
    for (ChronosChange change : turn.changes()) {
      announce(turn, change);
    }
    for (Moves.Moved moved : turn.moves.all()) {
      announce(turn, moved);
    }
  }

  private static void announce(Turn turn, ChronosChange change) {
    switch (change) {
      case JobSaved saved -> announce(turn, saved);
      case ChronosChange.JobRemoved(var name, var lastDue) ->
          turn.jobBefore(name)
              .ifPresent(job -> turn.teller.announce("job.removed", name, Map.of()));
      case ChronosChange.FrameworkStored(var framework) ->
          framework.ifPresent(id ->
              turn.teller.announce("framework.registered", Map.of("frameworkId", id.value())));
      case ChronosChange.TicksAccounted ticks -> announce(turn, ticks);
      case ChronosChange.PauseStored(var since) ->
          turn.teller.announce(
              since.isPresent() ? "scheduler.paused" : "scheduler.resumed", Map.of());
      case ChronosChange.DagSaved(var dag) -> announce(turn, dag);
      case ChronosChange.RunSaved _,
          ChronosChange.TicksTakenBack _,
          ChronosChange.NamesForgotten _,
          ChronosChange.VersionReplaced _,
          ChronosChange.AlarmRaised _,
          ChronosChange.StaleRaised _,
          ChronosChange.Noticed _,
          ChronosChange.Announced _,
          ChronosChange.CalendarStored _,
          ChronosChange.BackfillStored _,
          ChronosChange.PoolStored _,
          ChronosChange.KeyStored _ -> {}
    }
  }

  private static void announce(Turn turn, DagRun dag) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("dagRunId", RunIds.text(dag.id()));
    facts.put("state", dag.state().name());
    facts.put("generation", dag.generation());
    facts.put("scheduledTime", Tally.print(Optional.of(dag.scheduledAt())));
    turn.teller.announce(
        "dagrun." + dag.state().name().toLowerCase(Locale.ROOT), dag.root(), facts);
  }

  private static void announce(Turn turn, JobSaved saved) {
    JobState now = saved.job();
    Optional<JobState> before =
        turn.jobBefore(now.name()).filter(old -> old.incarnation() == now.incarnation());
    if (before.isEmpty()) {
      turn.teller.announce("job.created", now.name(), Map.of());
    } else if (before.get().posted() != now.posted()
        || before.get().life().version() != now.life().version()) {
      turn.teller.announce("job.updated", now.name(), Map.of());
    }
    boolean wasDisabled = before.map(old -> old.job().disabled()).orElse(false);
    if (now.job().disabled() && !wasDisabled) {
      turn.teller.announce("job.disabled", now.name(), Map.of());
    }
    boolean wasPaused = before.map(old -> old.job().isPaused()).orElse(false);
    if (now.job().isPaused() != wasPaused) {
      turn.teller.announce(wasPaused ? "job.resumed" : "job.paused", now.name(), Map.of());
    }
  }

  /** Ticks without a run of their own; those that another run stands for are told with it. */
  private static void announce(Turn turn, ChronosChange.TicksAccounted ticks) {
    switch (ticks.outcome()) {
      case COALESCED -> {}
      case MISSED, SKIPPED -> {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("state", ticks.outcome().name());
        facts.put("firstTick", Tally.print(Optional.of(ticks.ticks().first())));
        facts.put("lastTick", Tally.print(Optional.of(ticks.ticks().last())));
        facts.put("count", ticks.ticks().count());
        if (!ticks.reason().isEmpty()) {
          facts.put("reason", ticks.reason());
        }
        turn.teller.announce(type(ticks.outcome()), ticks.job(), facts);
      }
    }
  }

  private static void announce(Turn turn, Moves.Moved moved) {
    Run run = moved.after();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("state", run.state().name());
    moved.before().ifPresent(old -> facts.put("from", old.state().name()));
    facts.put("trigger", run.trigger().name().toLowerCase(Locale.ROOT));
    facts.put("scheduledTime", Tally.print(Optional.of(run.scheduledAt())));
    if (!run.reason().isEmpty()) {
      facts.put("reason", run.reason());
    }
    run.attempt().ifPresent(attempt -> tell(facts, attempt));
    turn.teller.announce(type(run.state()), run, facts);
  }

  private static void tell(Map<String, Object> facts, Attempt attempt) {
    facts.put("attempt", attempt.number());
    facts.put("host", attempt.host());
    ExitStatus exit = attempt.exit();
    exit.code().ifPresent(code -> facts.put("exitCode", code));
    exit.signal().ifPresent(signal -> facts.put("signal", signal));
  }

  static String type(Enum<?> state) {
    return "run." + state.name().toLowerCase(Locale.ROOT);
  }

  /** A process took the lead. */
  static void elected(Turn turn, long epoch, String leader) {
    turn.teller.announce("leader.elected", Map.of("leader", leader, "epoch", epoch));
  }
}
