package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.scheduler.ChronosState.Deadline;
import dev.stadion.chronos.scheduler.ChronosState.DueKey;
import dev.stadion.chronos.scheduler.ChronosState.Link;
import dev.stadion.chronos.scheduler.ChronosState.OpenRuns;
import dev.stadion.chronos.scheduler.ChronosState.QueueKey;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * One decision in the making: the state as it becomes, with its indexes kept in step, and what is
 * to be remembered and done. Lives for one call of {@code decide}.
 */
final class Turn {
  private final ChronosState before;
  final HeartSettings settings;
  final Instant now;

  private TreePMap<String, JobState> jobs;
  private PMap<String, PSortedSet<String>> children;
  private PSortedSet<DueKey> due;
  private PMap<Long, Run> runs;
  private PMap<String, OpenRuns> runsOf;
  private PMap<TaskId, Long> runOf;
  private PSortedSet<QueueKey> queue;
  private PSortedSet<Deadline> deadlines;
  private long nextId;
  private PMap<String, Long> retired;
  private PMap<String, String> unreadable;
  private Optional<FrameworkId> framework;
  private Link link;
  private PMap<Long, Backfill> backfills;
  private TreePMap<String, Calendar> calendars;
  private Alarms alarms;
  private boolean behind;
  private Commons commons;

  final Teller teller = new Teller(this);

  private final SequencedMap<Object, ChronosChange> changes = new LinkedHashMap<>();
  private final List<ChronosEffect> effects = new ArrayList<>();
  private final Set<String> toSettle = new TreeSet<>();
  private final List<Moved> moved = new ArrayList<>();
  private int settled;

  /** A run that came into another state in this turn. */
  record Moved(Optional<Run> before, Run after) {}

  Turn(ChronosState state, HeartSettings settings, Instant now) {
    this.before = state;
    this.settings = settings;
    // The database keeps no finer time, and memory must not differ from it.
    this.now = now.truncatedTo(ChronoUnit.MILLIS);
    this.jobs = state.jobs();
    this.children = state.children();
    this.due = state.due();
    this.runs = state.runs();
    this.runsOf = state.runsOf();
    this.runOf = state.runOf();
    this.queue = state.queue();
    this.deadlines = state.deadlines();
    this.nextId = state.nextId();
    this.retired = state.retired();
    this.unreadable = state.unreadable();
    this.framework = state.framework();
    this.link = state.link();
    this.backfills = state.backfills();
    this.calendars = state.calendars();
    this.alarms = state.alarms();
    this.behind = state.behind();
    this.commons = state.commons();
  }

  // ---- reading -------------------------------------------------------------------------------

  Optional<JobState> job(String name) {
    return Optional.ofNullable(jobs.get(name));
  }

  Collection<JobState> jobs() {
    return jobs.values();
  }

  /** The job this run belongs to, unless it was deleted meanwhile. */
  Optional<JobState> jobOf(Run run) {
    return job(run.job()).filter(job -> job.incarnation() == run.incarnation());
  }

  Collection<String> childrenOf(String name) {
    PSortedSet<String> names = children.get(name);
    return names == null ? List.of() : names;
  }

  List<Run> openRuns(String job) {
    OpenRuns open = runsOf.get(job);
    return open == null ? List.of() : open.ids().stream().map(runs::get).toList();
  }

  /** How many runs of a job are not over, those that wait for parents' runs left out. */
  int active(String job) {
    OpenRuns open = runsOf.getOrDefault(job, OpenRuns.NONE);
    return (int) open.ids().stream().filter(id -> runs.get(id).state() != RunState.WAITING).count();
  }

  Collection<Run> openRuns() {
    return runs.values();
  }

  Optional<Run> runOf(TaskId task) {
    return Optional.ofNullable(runOf.get(task)).map(runs::get);
  }

  Run run(long id) {
    return runs.get(id);
  }

  /** A run as this turn leaves it, also when it is over already. */
  Run made(long id) {
    return changes.get(List.of("run", id)) instanceof ChronosChange.RunSaved saved
        ? saved.run()
        : runs.get(id);
  }

  PSortedSet<QueueKey> queue() {
    return queue;
  }

  PSortedSet<DueKey> due() {
    return due;
  }

  PSortedSet<Deadline> deadlines() {
    return deadlines;
  }

  Link link() {
    return link;
  }

  Optional<FrameworkId> framework() {
    return framework;
  }

  Optional<Calendar> calendar(String name) {
    return Optional.ofNullable(calendars.get(name));
  }

  long retiredDue(String name) {
    return retired.getOrDefault(name, 0L);
  }

  Commons commons() {
    return commons;
  }

  /** The next run of a graph that has ended in this turn and whose children know nothing of it. */
  Optional<Run> nextEnded() {
    while (settled < moved.size()) {
      Run run = moved.get(settled++).after();
      if (run.state().isTerminal() && run.dag().isPresent()) {
        return Optional.of(run);
      }
    }
    return Optional.empty();
  }

  // ---- writing -------------------------------------------------------------------------------

  /** Never used before; grows with time, so that what is younger sorts later. */
  long newId() {
    long id = Math.max(nextId, RunIds.first(now));
    nextId = id + 1;
    return id;
  }

  void link(Link next) {
    link = next;
  }

  void framework(Optional<FrameworkId> next) {
    framework = next;
    changes.putLast("framework", new ChronosChange.FrameworkStored(next));
  }

  // ---- what is told of it --------------------------------------------------------------------

  List<ChronosChange> changes() {
    return List.copyOf(changes.values());
  }

  List<Moved> moved() {
    return moved;
  }

  /** The job as it was when this turn began. */
  Optional<JobState> jobBefore(String name) {
    return before.job(name);
  }

  /** The job as it is, or as it was before it was removed. */
  Optional<JobState> jobNowOrBefore(String name) {
    return job(name).or(() -> jobBefore(name));
  }

  void remember(Object key, ChronosChange change) {
    changes.putLast(key, change);
  }

  // ---- agreed times --------------------------------------------------------------------------

  Optional<Alarms.Alarm> nextAlarm() {
    return alarms.next().isEmpty() ? Optional.empty() : Optional.of(alarms.next().first());
  }

  void raise(Run run, Clause clause) {
    alarms = alarms.raise(run.id(), clause);
    watch(run);
    remember(List.of("alarm", run.id(), clause), new ChronosChange.AlarmRaised(run.id(), clause));
  }

  void raiseStale(JobState job, Instant since) {
    alarms = alarms.stale(job.name(), since);
    watch(job);
    remember(List.of("stale", job.name()), new ChronosChange.StaleRaised(job.name(), since));
  }

  private void watch(Run run) {
    alarms =
        run.state().isTerminal()
            ? alarms.over(run.id())
            : alarms.with(
                run.id(),
                jobOf(run).map(job -> Agreements.of(job.job(), run, alarms)).orElse(List.of()));
  }

  private void watch(JobState job) {
    alarms = alarms.with(job.incarnation(), Agreements.of(job, alarms));
  }

  /** A backfill that is not over. */
  Optional<Backfill> backfill(long id) {
    return Optional.ofNullable(backfills.get(id));
  }

  void keep(Backfill backfill) {
    backfills =
        backfill.over() ? backfills.minus(backfill.id()) : backfills.plus(backfill.id(), backfill);
    changes.putLast(List.of("backfill", backfill.id()), new ChronosChange.BackfillStored(backfill));
  }

  /** Keeps a calendar; empty removes it. */
  void calendar(String name, Optional<Calendar> calendar) {
    calendars = calendar.map(c -> calendars.plus(name, c)).orElseGet(() -> calendars.minus(name));
    changes.putLast(List.of("calendar", name), new ChronosChange.CalendarStored(name, calendar));
  }

  /** What follows from the end of a job's runs or ticks is decided when all else is. */
  void settleLater(String job) {
    toSettle.add(job);
  }

  Set<String> toSettle() {
    return toSettle;
  }

  /** Says whether more was due than this turn handled. */
  void behind(boolean more) {
    behind = more;
  }

  void effect(ChronosEffect effect) {
    effects.add(effect);
  }

  /** What belongs to no single job has changed, in a way that follows from other changes. */
  void commons(Commons next) {
    commons = next;
  }

  /** Remembers what belongs to no single job. */
  void commons(Commons next, ChronosChange change) {
    commons = next;
    Object key =
        switch (change) {
          case ChronosChange.PoolStored(var name, var _) -> List.of("pool", name);
          case ChronosChange.KeyStored(var name, var _) -> name;
          case ChronosChange.DagSaved(var dag) -> List.of("dag", dag.id());
          default -> change.getClass();
        };
    changes.putLast(key, change);
    link = link.wanting();
  }

  /** Remembers a job whose declaration changed. */
  void declare(JobState job) {
    save(job, true);
  }

  /** Remembers a job of which only the position or the counters changed. */
  void save(JobState job) {
    save(job, false);
  }

  /** Remembers a job of which only the count of one parent changed. */
  void saveEdge(JobState job, String parent) {
    save(job, false, List.of(parent));
  }

  private void save(JobState job, boolean definition) {
    save(job, definition, changedEdges(job));
  }

  private void save(JobState job, boolean definition, List<String> changed) {
    Object key = List.of("job", job.name());
    boolean declared = definition;
    Set<String> edges = new HashSet<>(changed);
    if (changes.get(key) instanceof ChronosChange.JobSaved saved) {
      declared |= saved.definition();
      edges.addAll(saved.edges());
    }
    index(job);
    changes.putLast(key, new ChronosChange.JobSaved(job, declared, edges));
  }

  private List<String> changedEdges(JobState job) {
    Edges old = job(job.name()).map(JobState::edges).orElse(job.edges());
    return old == job.edges()
        ? List.of()
        : job.edges().byParent().keySet().stream()
            .filter(parent -> !job.edges().of(parent).equals(old.byParent().get(parent)))
            .toList();
  }

  void remove(JobState job) {
    unindex(job);
    placeRunsOf(job.name());
    alarms = alarms.gone(job.name(), job.incarnation());
    openRuns(job.name()).forEach(this::watch);
    retired = retired.plus(job.name(), job.lastDue());
    changes.putLast(
        List.of("job", job.name()), new ChronosChange.JobRemoved(job.name(), job.lastDue()));
  }

  /** Remembers a run; one that is over leaves the state. */
  void save(Run run) {
    Run old = runs.get(run.id());
    index(run);
    Object key = List.of("run", run.id());
    var attempts = new LinkedHashMap<Integer, Attempt>();
    if (changes.get(key) instanceof ChronosChange.RunSaved saved) {
      saved.attempts().forEach(a -> attempts.put(a.number(), a));
    }
    if (run.attempt().isPresent() && (old == null || !old.attempt().equals(run.attempt()))) {
      attempts.put(run.attempt().get().number(), run.attempt().get());
      ended(old, run);
    }
    changes.putLast(key, new ChronosChange.RunSaved(run, List.copyOf(attempts.values())));
    if (run.state().isTerminal()) {
      settleLater(run.job());
    }
    if (old == null || old.state() != run.state()) {
      moved.add(new Moved(Optional.ofNullable(old), run));
      effect(
          new ChronosEffect.Transition(
              run.job(),
              run.id(),
              Optional.ofNullable(old).map(Run::state),
              run.state(),
              run.reason(),
              now.toEpochMilli() - run.due()));
    }
  }

  private void ended(Run old, Run run) {
    boolean open =
        old != null && old.attempt().filter(attempt -> !attempt.state().isTerminal()).isPresent();
    run.attempt()
        .filter(attempt -> open && attempt.state().isTerminal())
        .ifPresent(attempt -> effect(new ChronosEffect.AttemptEnded(run.job(), run.id(), attempt)));
  }

  void account(ChronosChange.TicksAccounted ticks) {
    changes.putLast(List.of("ticks", ticks.job(), ticks.generation(), ticks.ticks()), ticks);
  }

  // ---- indexes -------------------------------------------------------------------------------

  void index(JobState job) {
    JobState old = jobs.get(job.name());
    if (old != null) {
      old.nextDue().ifPresent(at -> due = due.minus(new DueKey(at, job.name())));
    }
    // A job may have thousands of parents, and moves far oftener than they change.
    if (old == null || !old.job().parents().equals(job.job().parents())) {
      leaveParents(old);
      joinParents(job);
    }
    jobs = jobs.plus(job.name(), job);
    retired = retired.minus(job.name());
    unreadable = unreadable.minus(job.name());
    job.nextDue().ifPresent(at -> due = due.plus(new DueKey(at, job.name())));
    if (old == null || old.job().mostAtOnce() != job.job().mostAtOnce()) {
      placeRunsOf(job.name()); // whether runs may overlap stands in the declaration
    }
    watch(job);
    if (old != null && !old.job().options().watch().equals(job.job().options().watch())) {
      openRuns(job.name()).forEach(this::watch);
    }
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

  private void unindex(JobState job) {
    jobs = jobs.minus(job.name());
    leaveParents(job);
    job.nextDue().ifPresent(at -> due = due.minus(new DueKey(at, job.name())));
  }

  void index(Run run) {
    Run old = runs.get(run.id());
    if (old != null) {
      Deadlines.of(old).ifPresent(d -> deadlines = deadlines.minus(d));
      old.attempt().ifPresent(a -> runOf = runOf.minus(a.task()));
      queue = queue.minus(QueueKey.of(old));
    }
    boolean over = run.state().isTerminal();
    hold(old, run);
    if (over) {
      runs = runs.minus(run.id());
    } else {
      runs = runs.plus(run.id(), run);
      Deadlines.of(run).ifPresent(d -> deadlines = deadlines.plus(d));
      if (run.isLive()) {
        run.attempt().ifPresent(a -> runOf = runOf.plus(a.task(), run.id()));
      }
    }
    OpenRuns before = runsOf.getOrDefault(run.job(), OpenRuns.NONE);
    int live = before.live() - (old != null && old.isLive() ? 1 : 0) + (run.isLive() ? 1 : 0);
    PSortedSet<Long> ids =
        over
            ? before.ids().minus(run.id())
            : old == null ? before.ids().plus(run.id()) : before.ids();
    runsOf =
        ids.isEmpty() ? runsOf.minus(run.job()) : runsOf.plus(run.job(), new OpenRuns(ids, live));
    int most = mostAtOnce(run.job());
    if (before.live() >= most != live >= most) {
      placeRunsOf(run.job());
    } else if (!over) {
      place(run, live >= most);
    }
    watch(run);
  }

  /** Slots of a pool are held from the first launch to the end (chronos.md B-41). */
  private void hold(Run old, Run run) {
    int held = old == null ? 0 : old.slotsHeld();
    int more = run.slotsHeld() - held;
    if (more != 0) {
      commons = commons.using(run.place().pool().orElseThrow(), more);
      link = more < 0 ? link.wanting() : link;
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
    OpenRuns open = runsOf.getOrDefault(job, OpenRuns.NONE);
    boolean blocked = open.live() >= mostAtOnce(job);
    for (long id : open.ids()) {
      place(runs.get(id), blocked);
    }
  }

  private void place(Run run, boolean blocked) {
    if (run.state() != RunState.QUEUED || blocked) {
      queue = queue.minus(QueueKey.of(run));
    } else if (!queue.contains(QueueKey.of(run))) {
      queue = queue.plus(QueueKey.of(run));
      link = link.wanting();
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  Decision<ChronosState, ChronosChange, ChronosEffect, ChronosOutcome> done(
      ChronosOutcome outcome) {
    return new Decision<>(state(), List.copyOf(changes.values()), effects, outcome);
  }

  /** The caller's mistake: nothing happened. */
  Decision<ChronosState, ChronosChange, ChronosEffect, ChronosOutcome> unchanged(
      ChronosOutcome outcome) {
    return Decision.unchanged(before, outcome);
  }

  private ChronosState state() {
    return new ChronosState(
        jobs,
        children,
        due,
        runs,
        runsOf,
        runOf,
        queue,
        deadlines,
        nextId,
        retired,
        unreadable,
        framework,
        link,
        backfills,
        calendars,
        alarms,
        behind,
        commons);
  }

  /** What was told before this process began; needed before anything is indexed. */
  void told(Alarms before) {
    alarms = before;
  }

  ChronosState restored(ChronosState.Stored stored) {
    nextId = stored.nextId();
    framework = stored.framework();
    retired = HashTreePMap.from(stored.retired());
    unreadable = HashTreePMap.from(stored.unreadable());
    calendars = TreePMap.from(stored.calendars());
    stored.backfills().forEach(backfill -> backfills = backfills.plus(backfill.id(), backfill));
    commons = commons.with(stored.kept());
    return state();
  }
}
