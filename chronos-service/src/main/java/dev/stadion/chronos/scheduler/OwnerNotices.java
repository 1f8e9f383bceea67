package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Execution.Fetch;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.notice.Channel;
import dev.stadion.chronos.notice.Notification;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.schedule.Epsilon;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What owners are told by the ways that the server's flags name, in the words of the original
 * (chronos.md §10): a job was deleted, was disabled, or has failed after its retries.
 */
final class OwnerNotices {
  private OwnerNotices() {}

  static void finish(Turn turn) {
    if (turn.settings.reporting().owners().isEmpty()) {
      return;
    }
    for (ChronosChange change : turn.changes()) {
      if (change instanceof ChronosChange.JobRemoved(var name, var due)) {
        turn.jobBefore(name)
            .ifPresent(job ->
                send(
                    turn,
                    "job.removed",
                    job.job(),
                    "%s Your job '%s' was deleted!",
                    Optional.empty(),
                    Optional.empty()));
      }
    }
    for (Moves.Moved moved : turn.moves.all()) {
      Run run = moved.after();
      switch (run.state()) {
        case FAILED, LOST, TIMED_OUT -> turn.jobOf(run).ifPresent(job -> failed(turn, job, run));
        case SUCCEEDED -> turn.jobOf(run).ifPresent(job -> exhausted(turn, job));
        case WAITING,
            QUEUED,
            STAGING,
            RUNNING,
            RETRY_WAIT,
            KILLED,
            UPSTREAM_FAILED,
            SKIPPED,
            MISSED -> {}
      }
    }
  }

  private static boolean nowDisabled(Turn turn, JobState job) {
    return job.job().disabled()
        && turn.jobBefore(job.name()).filter(old -> old.job().disabled()).isEmpty();
  }

  private static void failed(Turn turn, JobState state, Run run) {
    Job job = state.job();
    String at = Tally.print(Optional.of(turn.now));
    String task = run.attempt().map(attempt -> attempt.task().value()).orElse("");
    if (nowDisabled(turn, state)) {
      String cause =
          "\nFailed at '%s', %d failures since last success\nTask id: %s\n"
              .formatted(at, job.tally().errorsSinceLastSuccess(), task);
      disabled(turn, job, Optional.of(run), cause);
      return;
    }
    String said = run.attempt().map(Attempt::message).orElse("");
    String message =
        "\n'%s'. Retries attempted: %d.\nTask id: %s\n%s"
            .formatted(
                at,
                job.policy().retries(),
                task,
                said.isEmpty() ? "" : "The scheduler provided this message:\n\n" + said);
    send(
        turn,
        Announcing.type(run.state()),
        job,
        "%s job '%s' failed!",
        Optional.of(run),
        Optional.of(message));
  }

  private static void exhausted(Turn turn, JobState state) {
    if (nowDisabled(turn, state)) {
      String cause =
          "Job '%s' has exhausted all of its recurrences and has been disabled.\n"
                  .formatted(state.name())
              + "Please consider either removing your job, or updating its schedule and re-enabling"
              + " it.";
      disabled(turn, state.job(), Optional.empty(), cause);
    }
  }

  private static void disabled(Turn turn, Job job, Optional<Run> run, String cause) {
    send(turn, "job.disabled", job, "%s job '%s' disabled", run, Optional.of(cause));
  }

  private static void send(
      Turn turn,
      String type,
      Job job,
      String subject,
      Optional<Run> run,
      Optional<String> message) {
    String text = subject.formatted(turn.settings.reporting().prefix(), job.name());
    for (String owner : job.ownership().owner().split("\\s*,\\s*", -1)) {
      for (Channel channel : turn.settings.reporting().owners()) {
        if (channel != Channel.EMAIL || !owner.isEmpty()) {
          turn.teller.notice(
              type,
              job.name(),
              run.map(Run::id),
              Notification.by(channel, owner),
              text,
              message,
              channel == Channel.HTTP ? fields(job, text, message, owner) : Map.of());
        }
      }
    }
  }

  /** All values are texts, and those that are empty are left out of the first three. */
  private static Map<String, String> fields(
      Job job, String subject, Optional<String> message, String owner) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("subject", subject);
    message.ifPresent(text -> fields.put("message", text));
    if (!owner.isEmpty()) {
      fields.put("to", owner);
    }
    Tally tally = job.tally();
    fields.put("job", job.name());
    fields.put("command", job.execution().command());
    fields.put("cpus", String.valueOf(job.needs().cpus()));
    fields.put("softError", String.valueOf(job.policy().softError()));
    fields.put("errorCount", String.valueOf(tally.errors()));
    fields.put("errorsSinceLastSuccess", String.valueOf(tally.errorsSinceLastSuccess()));
    fields.put("executor", job.execution().executor());
    fields.put("executorFlags", job.execution().executorFlags());
    fields.put("lastError", Tally.print(tally.lastError()));
    fields.put("lastSuccess", Tally.print(tally.lastSuccess()));
    fields.put("mem", String.valueOf(job.needs().mem()));
    fields.put("retries", String.valueOf(job.policy().retries()));
    fields.put("successCount", String.valueOf(tally.successes()));
    fields.put("uris", uris(job).collect(Collectors.joining(",")));
    job.execution().async().ifPresent(async -> fields.put("async", String.valueOf(async)));
    job.policy().epsilon().map(Epsilon::text).ifPresent(text -> fields.put("epsilon", text));
    return fields;
  }

  private static Stream<String> uris(Job job) {
    List<Fetch> fetch = job.execution().fetch();
    return fetch.isEmpty() ? job.execution().uris().stream() : fetch.stream().map(Fetch::uri);
  }
}
