package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.schedule.Stretch;
import dev.stadion.chronos.scheduler.ChronosChange.AttemptSaved;
import dev.stadion.chronos.scheduler.ChronosState.Deadline;
import dev.stadion.chronos.scheduler.ChronosState.DueKey;
import dev.stadion.chronos.scheduler.ChronosState.Link;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.heart.Extent;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;

/**
 * One decision in the making: the state as it becomes, and what is to be remembered and done. Lives
 * for one call of {@code decide}.
 */
final class Turn {
  private final ChronosState before;
  final HeartSettings settings;
  final Instant now;

  private final Indexes indexes;
  private long nextId;
  private PMap<String, Long> retired;
  private PMap<String, String> unreadable;
  private Optional<FrameworkId> framework;
  private Link link;
  private PMap<Long, Backfill> backfills;
  private TreePMap<String, Calendar> calendars;
  private boolean behind;
  private Commons commons;
  private long amended;

  final Teller teller = new Teller(this);
  final Moves moves = new Moves(this);
  final AlarmBook alarms;

  private final Ledger ledger = new Ledger();
  private final List<ChronosEffect> effects = new ArrayList<>();
  private final Set<String> toSettle = new TreeSet<>();

  Turn(ChronosState state, HeartSettings settings, Instant now) {
    this.before = state;
    this.settings = settings;
    // The database keeps no finer time, and memory must not differ from it.
    this.now = now.truncatedTo(ChronoUnit.MILLIS);
    this.indexes = new Indexes(state);
    this.nextId = state.nextId();
    this.retired = state.retired();
    this.unreadable = state.unreadable();
    this.framework = state.framework();
    this.link = state.link();
    this.backfills = state.backfills();
    this.calendars = state.calendars();
    this.alarms = new AlarmBook(this, state.alarms());
    this.behind = state.behind();
    this.commons = state.commons();
    this.amended = state.amended();
  }

  // ---- reading -------------------------------------------------------------------------------

  Optional<JobState> job(String name) {
    return indexes.job(name);
  }

  Collection<JobState> jobs() {
    return indexes.jobs().values();
  }

  /** The job this run belongs to, unless it was deleted meanwhile. */
  Optional<JobState> jobOf(Run run) {
    return job(run.job()).filter(job -> job.incarnation() == run.incarnation());
  }

  Collection<String> childrenOf(String name) {
    return indexes.childrenOf(name);
  }

  List<Run> openRuns(String job) {
    return indexes.openRuns(job);
  }

  /** How many runs of a job are not over, those that wait for parents' runs left out. */
  int active(String job) {
    return indexes.active(job);
  }

  Collection<Run> openRuns() {
    return indexes.runs().values();
  }

  Optional<Run> runOf(TaskId task) {
    return indexes.runOf(task);
  }

  Run run(long id) {
    return indexes.run(id);
  }

  /** A run as this turn leaves it, also when it is over already. */
  Run made(long id) {
    return ledger.run(id).orElseGet(() -> indexes.run(id));
  }

  RunQueue queue() {
    return indexes.queue();
  }

  PSortedSet<DueKey> due() {
    return indexes.due();
  }

  PSortedSet<Deadline> deadlines() {
    return indexes.deadlines();
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
    return RetiredNames.due(retired, name);
  }

  Commons commons() {
    return commons;
  }

  // ---- writing -------------------------------------------------------------------------------

  /** Never used before; grows with time, so that what is younger sorts later. */
  long newId() {
    long id = Math.max(nextId, RunIds.first(now));
    nextId = id + 1;
    return id;
  }

  /** Whether nothing that was over has been changed since a snapshot said this. */
  boolean isUpToDate(long asOf) {
    return asOf == amended;
  }

  /** Something that was over is changed: what was read of such things is out of date. */
  void amend() {
    amended = newId();
  }

  void link(Link next) {
    link = next;
  }

  void framework(Optional<FrameworkId> next) {
    framework = next;
    ledger.put("framework", new ChronosChange.FrameworkStored(next));
  }

  // ---- what is told of it --------------------------------------------------------------------

  List<ChronosChange> changes() {
    return ledger.changes();
  }

  /** The job as it was when this turn began. */
  Optional<JobState> jobBefore(String name) {
    return before.job(name);
  }

  /** The job as it is, or as it was before it was removed. */
  Optional<JobState> jobNowOrBefore(String name) {
    return job(name).or(() -> jobBefore(name));
  }

  /**
   * @param key which thing it is, unlike that of any other
   */
  void remember(Object key, ChronosChange change) {
    ledger.put(key, change);
  }

  // ---- what belongs to no single job --------------------------------------------------------

  /** A backfill that is not over. */
  Optional<Backfill> backfill(long id) {
    return Optional.ofNullable(backfills.get(id));
  }

  void keep(Backfill backfill) {
    backfills =
        backfill.over() ? backfills.minus(backfill.id()) : backfills.plus(backfill.id(), backfill);
    ledger.put(List.of("backfill", backfill.id()), new ChronosChange.BackfillStored(backfill));
  }

  /** Keeps a calendar; empty removes it. */
  void calendar(String name, Optional<Calendar> calendar) {
    calendars = calendar.map(c -> calendars.plus(name, c)).orElseGet(() -> calendars.minus(name));
    ledger.put(List.of("calendar", name), new ChronosChange.CalendarStored(name, calendar));
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
    ledger.put(key, change);
    link = link.wanting();
  }

  /** Remembers a job whose declaration changed. */
  void declare(JobState job) {
    save(Versions.counted(this, job), true);
    // What waits may need less now, or is held back no more.
    wantOffers(openRuns(job.name()).stream().anyMatch(run -> run.state() == RunState.QUEUED));
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

  private void save(JobState job, boolean declared, List<String> edges) {
    index(job);
    ledger.put(job, declared, edges);
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
    indexes.remove(job);
    wantOffers(indexes.queueGrew());
    alarms.gone(job);
    openRuns(job.name()).forEach(alarms::watch);
    retired = retired.plus(job.name(), job.lastDue());
    ledger.remove(job);
    forgetNames();
  }

  private void forgetNames() {
    List<String> tooMany = RetiredNames.tooMany(retired, now.toEpochMilli());
    if (!tooMany.isEmpty()) {
      long all = RetiredNames.all(retired, tooMany);
      retired = retired.minusAll(tooMany).plus(RetiredNames.ALL, all);
      ledger.put(
          List.of("forgotten", all), new ChronosChange.NamesForgotten(Set.copyOf(tooMany), all));
    }
  }

  /** Remembers a run; one that is over leaves the state. */
  void save(Run run) {
    Run old = indexes.run(run.id());
    index(run);
    Extent extent = extent(old, run);
    ledger.put(
        run,
        extent,
        run.attempt()
            .filter(attempt -> old == null || !old.attempt().equals(run.attempt()))
            .map(attempt -> new AttemptSaved(attempt, extent(old, extent, attempt))));
    if (run.state().isTerminal()) {
      settleLater(run.job());
    }
    moves.note(Optional.ofNullable(old), run);
  }

  /** What is not in the state may be one that was over, or one whose id was given in this turn. */
  private Extent extent(Run old, Run run) {
    if (old == null) {
      return run.id() >= before.nextId() ? Extent.NEW : Extent.ANYTHING;
    }
    return run.onlyGoesOnFrom(old) ? Extent.PROGRESS : Extent.ANYTHING;
  }

  private static Extent extent(Run old, Extent ofRun, Attempt attempt) {
    if (old == null) {
      return ofRun;
    }
    return old.attempts() > attempt.number() ? Extent.PROGRESS : Extent.NEW;
  }

  void account(ChronosChange.TicksAccounted ticks) {
    ledger.put(List.of("ticks", ticks.job(), ticks.generation(), ticks.ticks()), ticks);
  }

  /** Ticks that were skipped for this reason are to have another outcome. */
  void takeBack(JobState job, List<Stretch> wanted, String reason) {
    for (Stretch ticks : wanted) {
      ledger.put(
          List.of("taken back", job.name(), job.generation(), ticks),
          new ChronosChange.TicksTakenBack(job.name(), job.generation(), ticks, reason));
    }
  }

  // ---- indexes -------------------------------------------------------------------------------

  void index(JobState job) {
    Optional<JobState> old = indexes.job(job.name());
    indexes.put(job);
    wantOffers(indexes.queueGrew());
    retired = retired.minus(job.name());
    unreadable = unreadable.minus(job.name());
    alarms.watch(job);
    if (old.filter(o -> !o.job().options().watch().equals(job.job().options().watch()))
        .isPresent()) {
      openRuns(job.name()).forEach(alarms::watch);
    }
  }

  void index(Run run) {
    hold(indexes.run(run.id()), run);
    indexes.put(run);
    wantOffers(indexes.queueGrew());
    alarms.watch(run);
  }

  /** Slots of a pool are held from the first launch to the end (chronos.md B-41). */
  private void hold(Run old, Run run) {
    int held = old == null ? 0 : old.slotsHeld();
    int more = run.slotsHeld() - held;
    if (more != 0) {
      commons = commons.using(run.place().pool().orElseThrow(), more);
      wantOffers(more < 0);
    }
  }

  private void wantOffers(boolean wanted) {
    link = wanted ? link.wanting() : link;
  }

  // ---- the end -------------------------------------------------------------------------------

  Decision<ChronosState, ChronosChange, ChronosEffect, ChronosOutcome> done(
      ChronosOutcome outcome) {
    return new Decision<>(state(), ledger.changes(), effects, outcome);
  }

  /** The caller's mistake: nothing happened. */
  Decision<ChronosState, ChronosChange, ChronosEffect, ChronosOutcome> unchanged(
      ChronosOutcome outcome) {
    return Decision.unchanged(before, outcome);
  }

  private ChronosState state() {
    return new ChronosState(
        indexes.jobs(),
        indexes.children(),
        indexes.due(),
        indexes.runs(),
        indexes.runsOf(),
        indexes.runOf(),
        indexes.queue(),
        indexes.deadlines(),
        nextId,
        retired,
        unreadable,
        framework,
        link,
        backfills,
        calendars,
        alarms.alarms(),
        behind,
        commons,
        amended);
  }

  ChronosState restored(ChronosState.Stored stored) {
    nextId = stored.nextId();
    amended = nextId;
    framework = stored.framework();
    retired = HashTreePMap.from(stored.retired());
    unreadable = HashTreePMap.from(stored.unreadable());
    calendars = TreePMap.from(stored.calendars());
    stored.backfills().forEach(backfill -> backfills = backfills.plus(backfill.id(), backfill));
    commons = commons.with(stored.kept());
    return state();
  }
}
