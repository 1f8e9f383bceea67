package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.notice.Announcement;
import dev.stadion.chronos.notice.Notification;
import dev.stadion.chronos.notice.Occasion;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.run.RunState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who is told of a turn (chronos.md §12.15). Like events, notices are derived from what the turn
 * changed and remembered in the same commit.
 */
final class Noticing {
  private Noticing() {}

  /** One thing to tell of a job. */
  private record Happening(
      Occasion occasion, String type, JobState job, Optional<Run> run, String message) {}

  static void finish(Turn turn) {
    for (Moves.Moved moved : turn.moves.all()) {
      turn.jobOf(moved.after()).ifPresent(job -> tell(turn, job, moved));
    }
    for (Announcement told : turn.teller.told()) {
      tell(turn, told);
    }
    OwnerNotices.finish(turn);
  }

  private static void tell(Turn turn, JobState job, Moves.Moved moved) {
    if (listeners(turn, job).isEmpty()) {
      return;
    }
    Run run = moved.after();
    String message = Notices.outcome(run);
    Optional<Occasion> occasion =
        switch (run.state()) {
          case SUCCEEDED -> Optional.of(Occasion.SUCCESS);
          case FAILED, LOST, TIMED_OUT -> Optional.of(Occasion.FAILURE);
          case RETRY_WAIT -> Optional.of(Occasion.RETRY);
          case SKIPPED -> Optional.of(Occasion.SKIPPED);
          case MISSED -> Optional.of(Occasion.MISSED);
          case WAITING, QUEUED, STAGING, RUNNING, KILLED, UPSTREAM_FAILED -> Optional.empty();
        };
    occasion.ifPresent(o ->
        send(turn, new Happening(o, Announcing.type(run.state()), job, Optional.of(run), message)));
    if (run.state() == RunState.SKIPPED && run.reason().equals(Deadlines.QUEUE_TIMEOUT)) {
      send(turn, new Happening(Occasion.LATE, "run.skipped", job, Optional.of(run), message));
    }
    boolean failing =
        turn.jobBefore(job.name())
            .map(old -> old.job().tally().errorsSinceLastSuccess() > 0)
            .orElse(false);
    // A run of the past says nothing of how the job fares now (B-54).
    if (run.state() == RunState.SUCCEEDED && failing && !run.fillsIn()) {
      send(
          turn, new Happening(Occasion.RECOVERED, "run.recovered", job, Optional.of(run), message));
    }
  }

  /** What is told of jobs, of ticks without a run, and of agreed times. */
  private static void tell(Turn turn, Announcement told) {
    Optional<JobState> job = told.job().flatMap(turn::jobNowOrBefore);
    if (job.isEmpty() || listeners(turn, job.get()).isEmpty()) {
      return;
    }
    Optional<Occasion> occasion =
        switch (told.type()) {
          case "job.disabled" -> Optional.of(Occasion.DISABLED);
          case "job.removed" -> Optional.of(Occasion.REMOVED);
          case "run.missed" ->
              told.run().isEmpty() ? Optional.of(Occasion.MISSED) : Optional.empty();
          case "run.skipped" ->
              told.run().isEmpty() ? Optional.of(Occasion.SKIPPED) : Optional.empty();
          default -> told.type().startsWith("sla.") ? Optional.of(Occasion.LATE) : Optional.empty();
        };
    occasion.ifPresent(o ->
        send(
            turn,
            new Happening(
                o,
                told.type(),
                job.get(),
                told.run().map(turn::run),
                Notices.facts(told.facts()))));
  }

  private static List<Notification> listeners(Turn turn, JobState job) {
    List<Notification> own = job.job().options().watch().notifications();
    List<Notification> everybody = turn.settings.reporting().everybody();
    if (own.isEmpty()) {
      return everybody;
    }
    return Stream.concat(own.stream(), everybody.stream()).toList();
  }

  private static void send(Turn turn, Happening happening) {
    Job job = happening.job().job();
    for (Notification notification : listeners(turn, happening.job())) {
      if (notification.on().contains(happening.occasion())) {
        String subject =
            Notices.subject(turn.settings.reporting(), job.name(), happening.occasion());
        String message =
            notification
                .template()
                .map(template -> Notices.fill(template, values(turn, happening, subject)))
                .orElse(happening.message());
        Notification to =
            notification.to().isPresent()
                ? notification
                : Notices.toOwner(notification, job.ownership().owner());
        turn.teller.notice(
            happening.type(),
            job.name(),
            happening.run().map(Run::id),
            to,
            subject,
            Optional.of(message),
            Map.of());
      }
    }
  }

  private static Map<String, String> values(Turn turn, Happening happening, String subject) {
    return Map.of(
        "job", happening.job().name(),
        "occasion", happening.occasion().word(),
        "type", happening.type(),
        "subject", subject,
        "message", happening.message(),
        "time", Tally.print(Optional.of(turn.now)),
        "runId", happening.run().map(run -> RunIds.text(run.id())).orElse(""),
        "state", happening.run().map(run -> run.state().name()).orElse(""),
        "reason", happening.run().map(Run::reason).orElse(""));
  }
}
