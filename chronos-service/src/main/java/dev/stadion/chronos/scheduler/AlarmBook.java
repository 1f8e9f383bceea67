package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.scheduler.Alarms.Alarm;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The agreed times as one turn leaves them, in step with the jobs and runs it changes. */
final class AlarmBook {
  private record RaisedKey(long run, Clause clause) {}

  private record StaleKey(String job) {}

  private final Turn turn;
  private Alarms alarms;

  AlarmBook(Turn turn, Alarms alarms) {
    this.turn = turn;
    this.alarms = alarms;
  }

  Alarms alarms() {
    return alarms;
  }

  Optional<Alarm> next() {
    return alarms.next().isEmpty() ? Optional.empty() : Optional.of(alarms.next().first());
  }

  /** What was told before this process began; needed before anything is indexed. */
  void told(Alarms before) {
    alarms = before;
  }

  void raise(Run run, Clause clause) {
    alarms = alarms.raise(run.id(), clause);
    watch(run);
    turn.remember(new RaisedKey(run.id(), clause), new ChronosChange.AlarmRaised(run.id(), clause));
  }

  void raiseStale(JobState job, Instant since) {
    alarms = alarms.stale(job.name(), since);
    watch(job);
    turn.remember(new StaleKey(job.name()), new ChronosChange.StaleRaised(job.name(), since));
  }

  void watch(Run run) {
    alarms =
        run.state().isTerminal()
            ? alarms.over(run.id())
            : alarms.with(
                run.id(),
                turn.jobOf(run)
                    .map(job -> Agreements.of(job.job(), run, alarms))
                    .orElse(List.of()));
  }

  void watch(JobState job) {
    alarms = alarms.with(job.incarnation(), Agreements.of(job, alarms));
  }

  void gone(JobState job) {
    alarms = alarms.gone(job.name(), job.incarnation());
  }
}
