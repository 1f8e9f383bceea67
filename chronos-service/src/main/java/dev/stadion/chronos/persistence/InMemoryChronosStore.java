package dev.stadion.chronos.persistence;

import dev.stadion.chronos.notice.Announcement;
import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.persistence.ChangeSet.AttemptKey;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.scheduler.Alarms;
import dev.stadion.chronos.scheduler.ChronosChange;
import dev.stadion.chronos.scheduler.ChronosChange.AlarmRaised;
import dev.stadion.chronos.scheduler.ChronosChange.TicksAccounted;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.Commons;
import dev.stadion.chronos.scheduler.JobState;
import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The model of the store, for simulations: same answers, same refusals, no database. It passes the
 * same contract test as the one on PostgreSQL. May be used from several threads.
 */
public final class InMemoryChronosStore implements StateStore<ChronosState, ChronosChange> {
  private final Map<String, JobState> jobs = new TreeMap<>();
  private final Map<String, Long> retired = new HashMap<>();
  private final Map<Long, Run> runs = new TreeMap<>();
  private final Map<AttemptKey, Attempt> attempts = new TreeMap<>();
  private final Map<String, TicksAccounted> ticks = new TreeMap<>();
  private final Map<TickKey, Long> runOfTick = new HashMap<>();
  private final Map<ParentsKey, Long> runOfParents = new HashMap<>();
  private final Map<TaskId, AttemptKey> attemptOfTask = new HashMap<>();
  private final List<Announcement> told = new ArrayList<>();
  private final Map<Long, Backfill> backfills = new TreeMap<>();
  private final Map<String, Calendar> calendars = new TreeMap<>();
  private final List<Notice> notices = new ArrayList<>();
  private final List<AlarmRaised> raised = new ArrayList<>();
  private final Map<String, Instant> stale = new TreeMap<>();
  private final CommonModel commons = new CommonModel();
  private Optional<FrameworkId> framework = Optional.empty();
  private long epoch;

  /** Another leader takes over: commits of earlier epochs are refused from here on. */
  public synchronized void fence(long newEpoch) {
    epoch = Math.max(epoch, newEpoch);
  }

  @Override
  public synchronized ChronosState load(long myEpoch) {
    check(myEpoch);
    long highest = runs.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    highest = notices.isEmpty() ? highest : Math.max(highest, notices.getLast().id());
    highest = told.isEmpty() ? highest : Math.max(highest, told.getLast().id());
    highest = Math.max(highest, commons.highestId());
    for (Backfill backfill : backfills.values()) {
      highest = Math.max(highest, backfill.lastRun());
    }
    for (JobState job : jobs.values()) {
      highest = Math.max(highest, Math.max(job.generation(), job.incarnation()));
    }
    return ChronosState.of(
        new ChronosState.Stored(
            List.copyOf(jobs.values()),
            runs.values().stream().filter(run -> !run.state().isTerminal()).toList(),
            Map.copyOf(retired),
            Map.of(),
            Map.copyOf(calendars),
            backfills.values().stream().filter(b -> !b.over()).toList(),
            framework,
            alarms(),
            commons.kept(runs.values()),
            highest + 1));
  }

  @Override
  public synchronized void commit(long myEpoch, List<ChronosChange> changes) {
    check(myEpoch);
    ChangeSet set = ChangeSet.of(changes);
    checkUnique(set);
    set.removed().forEach(jobs::remove);
    set.removed().forEach(stale::remove);
    retired.keySet().removeAll(set.forgotten());
    retired.putAll(set.retired());
    set.jobs()
        .forEach(saved -> {
          jobs.put(saved.job().name(), saved.job());
          retired.remove(saved.job().name());
        });
    set.runs().forEach(run -> runs.put(run.id(), run));
    attempts.putAll(set.attempts());
    set.takenBack().forEach(back -> ticks.values().removeIf(back::covers));
    set.ticks()
        .forEach(t -> ticks.put(t.job() + "|" + t.generation() + "|" + t.ticks().first(), t));
    told.addAll(set.told());
    set.backfills().forEach(backfill -> backfills.put(backfill.id(), backfill));
    set.calendars()
        .forEach((name, calendar) ->
            calendar.ifPresentOrElse(c -> calendars.put(name, c), () -> calendars.remove(name)));
    notices.addAll(set.notices());
    raised.addAll(set.alarms());
    stale.keySet().retainAll(jobs.keySet());
    set.stale().forEach(one -> stale.put(one.job(), one.since()));
    commons.apply(set);
    set.framework().ifPresent(stored -> framework = stored.framework());
  }

  private Alarms alarms() {
    Alarms alarms = Alarms.NONE;
    for (AlarmRaised alarm : raised) {
      if (!runs.get(alarm.run()).state().isTerminal()) {
        alarms = alarms.raise(alarm.run(), alarm.clause());
      }
    }
    for (Map.Entry<String, Instant> one : stale.entrySet()) {
      alarms = alarms.stale(one.getKey(), one.getValue());
    }
    return alarms;
  }

  private void check(long myEpoch) {
    if (myEpoch < epoch) {
      throw new StaleEpochException("chronos", myEpoch);
    }
    epoch = myEpoch;
  }

  private record ParentsKey(String job, long incarnation, List<Long> parents) {}

  private record TickKey(String job, long generation, Instant tick) {}

  /** The unique indexes of the real one; a batch that breaks one changes nothing. */
  private void checkUnique(ChangeSet set) {
    Map<TickKey, Long> ticksOfBatch = new HashMap<>();
    for (Run run : set.runs()) {
      if (run.trigger() == Trigger.SCHEDULE) {
        var key = new TickKey(run.job(), run.generation(), run.scheduledAt());
        Long owner = runOfTick.getOrDefault(key, run.id());
        if (owner != run.id() || ticksOfBatch.putIfAbsent(key, run.id()) != null) {
          throw new IllegalStateException("two runs of one tick: " + run);
        }
      }
    }
    Map<ParentsKey, Long> setsOfBatch = new HashMap<>();
    for (Run run : set.runs()) {
      if (run.trigger() == Trigger.DEPENDENCY
          && run.dag().isEmpty()
          && !run.parentRuns().isEmpty()) {
        var key = new ParentsKey(run.job(), run.incarnation(), run.parentRuns());
        Long owner = runOfParents.getOrDefault(key, run.id());
        if (owner != run.id() || setsOfBatch.putIfAbsent(key, run.id()) != null) {
          throw new IllegalStateException("two runs of one set of parents' runs: " + run);
        }
      }
    }
    Map<TaskId, AttemptKey> tasksOfBatch = new HashMap<>();
    set.attempts()
        .forEach((key, attempt) -> {
          AttemptKey owner = attemptOfTask.getOrDefault(attempt.task(), key);
          if (!owner.equals(key) || tasksOfBatch.putIfAbsent(attempt.task(), key) != null) {
            throw new IllegalStateException("a task id was used twice: " + attempt.task());
          }
        });
    runOfTick.putAll(ticksOfBatch);
    runOfParents.putAll(setsOfBatch);
    attemptOfTask.putAll(tasksOfBatch);
  }

  /** Every run there ever was, by id. */
  public synchronized List<Run> allRuns() {
    return List.copyOf(runs.values());
  }

  /** A run's row is gone, as if it had been trimmed. */
  public synchronized void forget(long run) {
    runs.remove(run);
  }

  /** Every attempt there ever was, in order of run and number. */
  public synchronized List<Attempt> allAttempts() {
    return List.copyOf(attempts.values());
  }

  /** Everything that somebody is to be told, in order. */
  public synchronized List<Notice> allNotices() {
    return List.copyOf(notices);
  }

  /** Everything that was announced, in order. */
  public synchronized List<Announcement> allTold() {
    return List.copyOf(told);
  }

  /** Every run of a graph there ever was, by id. */
  public synchronized List<DagRun> allDags() {
    return commons.dags();
  }

  /** A run of a graph, with the last run of each job in it. */
  public synchronized Optional<Commons.StoredDag> dag(long id) {
    return commons.dag(id, runs.values());
  }

  /** Ticks that did not become a run of their own. */
  public synchronized List<TicksAccounted> allTicks() {
    return List.copyOf(ticks.values());
  }
}
