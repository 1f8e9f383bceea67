package dev.stadion.chronos.persistence;

import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.notice.Announcement;
import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.scheduler.ChronosChange;
import dev.stadion.chronos.scheduler.ChronosChange.AlarmRaised;
import dev.stadion.chronos.scheduler.ChronosChange.AttemptSaved;
import dev.stadion.chronos.scheduler.ChronosChange.CalendarStored;
import dev.stadion.chronos.scheduler.ChronosChange.FrameworkStored;
import dev.stadion.chronos.scheduler.ChronosChange.JobRemoved;
import dev.stadion.chronos.scheduler.ChronosChange.JobSaved;
import dev.stadion.chronos.scheduler.ChronosChange.PauseStored;
import dev.stadion.chronos.scheduler.ChronosChange.RunSaved;
import dev.stadion.chronos.scheduler.ChronosChange.StaleRaised;
import dev.stadion.chronos.scheduler.ChronosChange.TicksAccounted;
import dev.stadion.chronos.scheduler.ChronosChange.TicksTakenBack;
import dev.stadion.chronos.scheduler.ChronosChange.VersionReplaced;
import dev.stadion.chronos.scheduler.Commons.KeptKey;
import dev.stadion.chronos.scheduler.Commons.KeyName;
import dev.stadion.chronos.scheduler.RetiredNames;
import dev.stadion.scheduling.heart.Extent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The changes of a whole batch, folded: each row once, with its last value. Rows come in order of
 * their keys, so that two writers never wait for each other in a circle.
 */
final class ChangeSet {
  /** Which attempt of which run. */
  record AttemptKey(long run, int number) implements Comparable<AttemptKey> {
    @Override
    public int compareTo(AttemptKey other) {
      int byRun = Long.compare(run, other.run);
      return byRun != 0 ? byRun : Integer.compare(number, other.number);
    }
  }

  private final Map<String, JobSaved> jobs = new TreeMap<>();
  private final Map<String, Long> removed = new TreeMap<>();
  private final Set<String> forgotten = new TreeSet<>();
  private Optional<Long> forgottenDue = Optional.empty();
  private final List<VersionReplaced> versions = new ArrayList<>();
  private final Map<Long, RunSaved> runs = new TreeMap<>();
  private final Map<AttemptKey, AttemptSaved> attempts = new TreeMap<>();
  private final List<TicksAccounted> ticks = new ArrayList<>();
  private final List<TicksTakenBack> takenBack = new ArrayList<>();
  private final List<Announcement> told = new ArrayList<>();
  private final List<Notice> notices = new ArrayList<>();
  private final List<AlarmRaised> alarms = new ArrayList<>();
  private final Map<String, StaleRaised> stale = new TreeMap<>();
  private final Map<String, Optional<Pool>> pools = new TreeMap<>();
  private final Map<KeyName, Optional<KeptKey>> keys = new LinkedHashMap<>();
  private final Map<Long, DagRun> dags = new TreeMap<>();
  private Optional<PauseStored> pause = Optional.empty();
  private Optional<FrameworkStored> framework = Optional.empty();
  private final Map<Long, Backfill> backfills = new TreeMap<>();
  private final Map<String, Optional<Calendar>> calendars = new TreeMap<>();

  static ChangeSet of(List<ChronosChange> changes) {
    var set = new ChangeSet();
    changes.forEach(set::add);
    return set;
  }

  private void add(ChronosChange change) {
    switch (change) {
      case JobSaved saved -> add(saved);
      case JobRemoved(var name, var lastDue) -> {
        jobs.remove(name);
        versions.removeIf(version -> version.job().name().equals(name));
        removed.put(name, lastDue);
        forgotten.remove(name);
      }
      case ChronosChange.NamesForgotten(var names, var all) -> {
        forgotten.addAll(names);
        forgottenDue = Optional.of(all);
      }
      case VersionReplaced version -> versions.add(version);
      case RunSaved saved -> add(saved);
      case TicksAccounted accounted -> ticks.add(accounted);
      case TicksTakenBack back -> {
        ticks.removeIf(back::covers);
        takenBack.add(back);
      }
      case ChronosChange.Announced(var announcement) -> told.add(announcement);
      case ChronosChange.Noticed(var notice) -> notices.add(notice);
      case ChronosChange.AlarmRaised alarm -> alarms.add(alarm);
      case ChronosChange.StaleRaised raised -> stale.put(raised.job(), raised);
      case FrameworkStored stored -> framework = Optional.of(stored);
      case ChronosChange.BackfillStored(var backfill) -> backfills.put(backfill.id(), backfill);
      case CalendarStored(var name, var calendar) -> calendars.put(name, calendar);
      case ChronosChange.PoolStored(var name, var pool) -> pools.put(name, pool);
      case ChronosChange.KeyStored(var name, var key) -> keys.put(name, key);
      case ChronosChange.DagSaved(var dag) -> dags.put(dag.id(), dag);
      case PauseStored stored -> pause = Optional.of(stored);
    }
  }

  private void add(RunSaved saved) {
    long id = saved.run().id();
    runs.merge(
        id,
        saved,
        (earlier, later) ->
            new RunSaved(later.run(), earlier.extent().then(later.extent()), List.of()));
    for (AttemptSaved each : saved.attempts()) {
      attempts.merge(new AttemptKey(id, each.attempt().number()), each, AttemptSaved::then);
    }
  }

  private void add(JobSaved saved) {
    String name = saved.job().name();
    JobSaved earlier = jobs.get(name);
    Set<String> edges = new HashSet<>(saved.edges());
    boolean definition = saved.definition();
    if (earlier != null) {
      edges.addAll(earlier.edges());
      definition |= earlier.definition();
    }
    edges.retainAll(saved.job().edges().byParent().keySet());
    jobs.put(name, new JobSaved(saved.job(), definition, edges));
  }

  List<JobSaved> jobs() {
    return List.copyOf(jobs.values());
  }

  /** Of jobs that will be there after this batch. */
  List<VersionReplaced> versions() {
    return versions;
  }

  /** The jobs whose rows must go first, those made anew in the same batch included. */
  Set<String> removed() {
    return removed.keySet();
  }

  /** The names that have no job after this batch, with their highest due. */
  Map<String, Long> retired() {
    var retired = new TreeMap<>(removed);
    retired.keySet().removeAll(jobs.keySet());
    retired.keySet().removeAll(forgotten);
    forgottenDue.ifPresent(due -> retired.put(RetiredNames.ALL, due));
    return retired;
  }

  /** The names without a job that nothing is known of any more. */
  Set<String> forgotten() {
    return forgotten;
  }

  List<Run> runs() {
    return runs.values().stream().map(RunSaved::run).toList();
  }

  List<Run> runs(Extent extent) {
    return runs.values().stream()
        .filter(saved -> saved.extent() == extent)
        .map(RunSaved::run)
        .toList();
  }

  Map<AttemptKey, Attempt> attempts() {
    var all = new TreeMap<AttemptKey, Attempt>();
    attempts.forEach((key, saved) -> all.put(key, saved.attempt()));
    return all;
  }

  List<Map.Entry<AttemptKey, Attempt>> attempts(Extent extent) {
    return attempts.entrySet().stream()
        .filter(entry -> entry.getValue().extent() == extent)
        .map(entry -> Map.entry(entry.getKey(), entry.getValue().attempt()))
        .toList();
  }

  List<TicksAccounted> ticks() {
    return ticks;
  }

  /** Of earlier batches; what this one accounts comes after it. */
  List<TicksTakenBack> takenBack() {
    return takenBack;
  }

  List<Announcement> told() {
    return told;
  }

  List<Notice> notices() {
    return notices;
  }

  /** Of runs that will be there after this batch. */
  List<AlarmRaised> alarms() {
    return alarms;
  }

  /** Of jobs that will be there after this batch. */
  List<StaleRaised> stale() {
    return stale.values().stream()
        .filter(raised -> !removed.containsKey(raised.job()) || jobs.containsKey(raised.job()))
        .toList();
  }

  /** By name; empty for those that are gone. */
  Map<String, Optional<Pool>> pools() {
    return pools;
  }

  /** Empty for those that are forgotten. */
  Map<KeyName, Optional<KeptKey>> keys() {
    return keys;
  }

  List<DagRun> dags() {
    return List.copyOf(dags.values());
  }

  Optional<PauseStored> pause() {
    return pause;
  }

  Optional<FrameworkStored> framework() {
    return framework;
  }

  /** By name; empty for those that are gone. */
  Map<String, Optional<Calendar>> calendars() {
    return calendars;
  }

  List<Backfill> backfills() {
    return List.copyOf(backfills.values());
  }
}
