package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Needs;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.ChronosState.Deadline;
import dev.stadion.chronos.scheduler.ChronosState.DueKey;
import dev.stadion.chronos.scheduler.ChronosState.OpenRuns;
import dev.stadion.chronos.scheduler.ChronosState.QueueKey;
import dev.stadion.scheduling.id.TaskId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcollections.PMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The jobs and the open runs as one turn leaves them, and the orders in which they are looked for,
 * always in step with each other.
 */
final class Indexes {
  private TreePMap<String, JobState> jobs;
  private PMap<String, PSortedSet<String>> children;
  private PSortedSet<DueKey> due;
  private PMap<Long, Run> runs;
  private PMap<String, OpenRuns> runsOf;
  private PMap<TaskId, Long> runOf;
  private RunQueue queue;
  private PSortedSet<Deadline> deadlines;
  private boolean queueGrew;

  Indexes(ChronosState state) {
    this.jobs = state.jobs();
    this.children = state.children();
    this.due = state.due();
    this.runs = state.runs();
    this.runsOf = state.runsOf();
    this.runOf = state.runOf();
    this.queue = state.queue();
    this.deadlines = state.deadlines();
  }

  // ---- reading -------------------------------------------------------------------------------

  TreePMap<String, JobState> jobs() {
    return jobs;
  }

  Optional<JobState> job(String name) {
    return Optional.ofNullable(jobs.get(name));
  }

  PMap<String, PSortedSet<String>> children() {
    return children;
  }

  Collection<String> childrenOf(String name) {
    PSortedSet<String> names = children.get(name);
    return names == null ? List.of() : names;
  }

  PSortedSet<DueKey> due() {
    return due;
  }

  PMap<Long, Run> runs() {
    return runs;
  }

  Run run(long id) {
    return runs.get(id);
  }

  PMap<String, OpenRuns> runsOf() {
    return runsOf;
  }

  List<Run> openRuns(String job) {
    return open(job).ids().stream().map(runs::get).toList();
  }

  /** How many runs of a job are not over, those that wait for parents' runs left out. */
  int active(String job) {
    return (int)
        open(job).ids().stream().filter(id -> runs.get(id).state() != RunState.WAITING).count();
  }

  private OpenRuns open(String job) {
    return runsOf.getOrDefault(job, OpenRuns.NONE);
  }

  PMap<TaskId, Long> runOf() {
    return runOf;
  }

  Optional<Run> runOf(TaskId task) {
    return Optional.ofNullable(runOf.get(task)).map(runs::get);
  }

  RunQueue queue() {
    return queue;
  }

  PSortedSet<Deadline> deadlines() {
    return deadlines;
  }

  /** Whether a run came into the queue since this was last asked. */
  boolean queueGrew() {
    boolean grew = queueGrew;
    queueGrew = false;
    return grew;
  }

  // ---- jobs ----------------------------------------------------------------------------------

  void put(JobState job) {
    JobState old = jobs.get(job.name());
    boolean other = old == null || !old.job().needs().equals(job.job().needs());
    if (other) {
      takeOut(job.name());
    }
    // A job may have thousands of parents, and moves far oftener than they change.
    if (old == null || !old.job().parents().equals(job.job().parents())) {
      leaveParents(old);
      joinParents(job);
    }
    jobs = jobs.plus(job.name(), job);
    if (old == null || !old.nextDue().equals(job.nextDue())) {
      leaveDue(old);
      job.nextDue().ifPresent(at -> due = due.plus(new DueKey(at, job.name())));
    }
    if (other || old.job().mostAtOnce() != job.job().mostAtOnce()) {
      placeRunsOf(job.name()); // what they want and whether they may overlap stands in the job
    }
  }

  void remove(JobState job) {
    takeOut(job.name());
    jobs = jobs.minus(job.name());
    leaveParents(job);
    leaveDue(job);
    placeRunsOf(job.name());
  }

  private void leaveDue(JobState job) {
    Optional.ofNullable(job)
        .flatMap(JobState::nextDue)
        .ifPresent(at -> due = due.minus(new DueKey(at, job.name())));
  }

  private void joinParents(JobState job) {
    for (String parent : job.job().parents()) {
      PSortedSet<String> names = children.getOrDefault(parent, TreePSet.empty());
      children = children.plus(parent, names.plus(job.name()));
    }
  }

  private void leaveParents(JobState job) {
    for (String parent : job == null ? Set.<String>of() : job.job().parents()) {
      PSortedSet<String> names = children.get(parent);
      PSortedSet<String> left = names == null ? TreePSet.empty() : names.minus(job.name());
      children = left.isEmpty() ? children.minus(parent) : children.plus(parent, left);
    }
  }

  // ---- runs ----------------------------------------------------------------------------------

  /** A run that is over leaves. */
  void put(Run run) {
    Run old = runs.get(run.id());
    if (old != null) {
      Deadlines.of(old).ifPresent(d -> deadlines = deadlines.minus(d));
      old.attempt().ifPresent(a -> runOf = runOf.minus(a.task()));
      leaveQueue(old);
    }
    boolean over = run.state().isTerminal();
    if (over) {
      runs = runs.minus(run.id());
    } else {
      runs = runs.plus(run.id(), run);
      Deadlines.of(run).ifPresent(d -> deadlines = deadlines.plus(d));
      if (run.isLive()) {
        run.attempt().ifPresent(a -> runOf = runOf.plus(a.task(), run.id()));
      }
    }
    OpenRuns before = open(run.job());
    OpenRuns after = before.with(old, run);
    runsOf = after.ids().isEmpty() ? runsOf.minus(run.job()) : runsOf.plus(run.job(), after);
    int most = mostAtOnce(run.job());
    if (before.live() >= most != after.live() >= most) {
      placeRunsOf(run.job());
    } else if (!over) {
      place(run, after.live() >= most);
    }
  }

  private int mostAtOnce(String job) {
    return job(job).map(state -> state.job().mostAtOnce()).orElse(1);
  }

  /**
   * Puts the job's waiting runs into the queue, or takes them out while as many of its runs are
   * alive as may be: the end of one puts them back (promises.md P5).
   */
  private void placeRunsOf(String job) {
    OpenRuns open = open(job);
    boolean blocked = open.live() >= mostAtOnce(job);
    for (long id : open.ids()) {
      place(runs.get(id), blocked);
    }
  }

  private void takeOut(String job) {
    open(job).ids().forEach(id -> leaveQueue(runs.get(id)));
  }

  private void place(Run run, boolean blocked) {
    if (blocked) {
      leaveQueue(run);
    } else if (run.state() == RunState.QUEUED) {
      RunQueue with = queue.plus(QueueKey.of(run), needs(run));
      queueGrew |= with != queue;
      queue = with;
    }
  }

  /** Only what is queued can be there. */
  private void leaveQueue(Run run) {
    if (run.state() == RunState.QUEUED) {
      queue = queue.minus(QueueKey.of(run), needs(run));
    }
  }

  private Optional<Needs> needs(Run run) {
    return job(run.job()).map(state -> state.job().needs());
  }
}
