package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.AttemptState;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunDraft;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.schedule.Span;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the master tells of tasks, and what follows from it (chronos.md §8). */
final class Reports {
  private Reports() {}

  static void update(Turn turn, TaskUpdate update) {
    if (update.uuid().isPresent() && update.agent().isPresent()) {
      turn.effect(
          new ChronosEffect.Acknowledge(update.task(), update.agent().get(), update.uuid().get()));
    }
    Links.answered(turn, update.task());
    Optional<Run> run = turn.runOf(update.task());
    if (run.isEmpty()) {
      // Repeated and late news of an attempt that is over changes nothing (promises.md P12).
      Links.noteStranger(turn, update);
      return;
    }
    Run now = run.get();
    Attempt attempt = now.attempt().orElseThrow();
    if (attempt.state().isTerminal()) {
      return; // the run waits for its callback
    }
    switch (update.state()) {
      case STAGING -> {} // the master has it; the agent has not spoken yet
      case STARTING, RUNNING -> heard(turn, now, attempt, update);
      case KILLING -> heardEnding(turn, now, attempt, update);
      case FINISHED, KILLED, FAILED, ERROR, DROPPED, LOST, GONE, GONE_BY_OPERATOR ->
          Endings.ended(turn, now, attempt, update);
      case UNREACHABLE, UNKNOWN -> cutOff(turn, now, attempt, update.reason(), update.message());
    }
  }

  // ---- alive ---------------------------------------------------------------------------------

  private static void heard(Turn turn, Run run, Attempt attempt, TaskUpdate update) {
    boolean first = run.startedAt().isEmpty();
    boolean news = attempt.state() != AttemptState.RUNNING || run.state() != RunState.RUNNING;
    if (news) {
      turn.save(
          started(turn, run)
              .attempt(attempt.running(update.reason(), update.message(), turn.now))
              .done());
      if (first) {
        turn.jobOf(run).ifPresent(job -> Dependencies.started(turn, job));
      }
    }
    if (attempt.killAsked()) {
      turn.effect(ending(turn, run, attempt));
    }
  }

  /** From now on the time of the attempt is running (B-21). */
  private static RunDraft started(Turn turn, Run run) {
    RunDraft next = run.draft().running(turn.now);
    long seconds =
        turn.jobOf(run).map(job -> job.job().execution().maxCompletionSeconds()).orElse(0L);
    boolean starts = seconds > 0 && run.attempt().filter(a -> a.startedAt().isEmpty()).isPresent();
    return starts
        ? next.timers(run.timers().withAttemptBy(Optional.of(turn.now.plusSeconds(seconds))))
        : next;
  }

  private static void heardEnding(Turn turn, Run run, Attempt attempt, TaskUpdate update) {
    if (attempt.state() != AttemptState.RUNNING) {
      turn.save(
          run.draft()
              .running(turn.now)
              .attempt(attempt.running(update.reason(), update.message(), turn.now))
              .done());
    }
  }

  /** It may still run: it blocks its job until it is heard of or the deadline passes. */
  static void cutOff(Turn turn, Run run, Attempt attempt, Optional<String> reason, String message) {
    if (attempt.state() != AttemptState.UNREACHABLE) {
      Instant deadline = turn.now.plus(turn.settings.unreachableDeadline());
      turn.save(run.draft().attempt(attempt.unreachable(reason, message, deadline)).done());
    }
  }

  static void agentLost(Turn turn, AgentId agent) {
    List<Run> there =
        turn.openRuns().stream()
            .filter(Run::hasProcess)
            .filter(r -> r.attempt().orElseThrow().agent().equals(agent))
            .sorted(Comparator.comparingLong(Run::id))
            .toList();
    for (Run run : there) {
      cutOff(
          turn,
          run,
          run.attempt().orElseThrow(),
          Optional.of("AGENT_REMOVED"),
          "The agent was lost");
    }
  }

  /** Asks for a task's end; asking again does no harm. */
  static void kill(Turn turn, Run run, KillCause cause) {
    if (!run.hasProcess()) {
      Callbacks.giveUp(turn, run, cause);
      return;
    }
    Attempt attempt = run.attempt().orElseThrow();
    Attempt asked = attempt.askedToEnd(cause);
    if (!asked.equals(attempt)) {
      turn.save(run.draft().attempt(asked).done());
    }
    turn.effect(ending(turn, run, attempt));
  }

  private static ChronosEffect ending(Turn turn, Run run, Attempt attempt) {
    Optional<Duration> grace =
        turn.jobOf(run).flatMap(job -> job.job().options().overlap().grace()).map(Span::length);
    return new ChronosEffect.Kill(attempt.task(), Optional.of(attempt.agent()), grace);
  }
}
