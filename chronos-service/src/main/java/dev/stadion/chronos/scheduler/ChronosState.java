package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * Everything the scheduler knows; immutable, and cheap to change by sharing structure. Readers get
 * the one of the last commit.
 *
 * @param jobs by name, in order of name
 * @param children the names of the jobs that wait for a job, by its name
 * @param due the next tick of each job, earliest first
 * @param runs those that are not over, by id
 * @param runsOf the same by job
 * @param runOf their ids, by the task of their last attempt
 * @param queue the runs that could be launched if an offer came, in order
 * @param deadlines the runs that something happens to when time passes, earliest first
 * @param nextId never used yet for a run, an incarnation or a generation
 * @param retired the {@code lastDue} of names that have no job now; see {@link RetiredNames}
 * @param unreadable jobs whose rows could not be read, with the reason; they do not fire
 * @param backfills those that are not over, by id
 * @param calendars those that jobs may name, by name
 * @param alarms the agreed times to look at
 * @param behind more was due than one turn handles
 * @param commons what belongs to no single job
 * @param amended grows whenever a user changes something that was over, of which nothing is known
 *     here: who has read such a thing before may not have it decided on what was read
 */
public record ChronosState(
    TreePMap<String, JobState> jobs,
    PMap<String, PSortedSet<String>> children,
    PSortedSet<DueKey> due,
    PMap<Long, Run> runs,
    PMap<String, OpenRuns> runsOf,
    PMap<TaskId, Long> runOf,
    RunQueue queue,
    PSortedSet<Deadline> deadlines,
    long nextId,
    PMap<String, Long> retired,
    PMap<String, String> unreadable,
    Optional<FrameworkId> framework,
    Link link,
    PMap<Long, Backfill> backfills,
    TreePMap<String, Calendar> calendars,
    Alarms alarms,
    boolean behind,
    Commons commons,
    long amended) {

  public static final ChronosState EMPTY =
      new ChronosState(
          TreePMap.empty(),
          HashTreePMap.empty(),
          TreePSet.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          RunQueue.EMPTY,
          TreePSet.empty(),
          1,
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          Optional.empty(),
          Link.DOWN,
          HashTreePMap.empty(),
          TreePMap.empty(),
          Alarms.NONE,
          false,
          Commons.EMPTY,
          1);

  /** A tick to come. */
  public record DueKey(Instant at, String job) implements Comparable<DueKey> {
    @Override
    public int compareTo(DueKey other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : job.compareTo(other.job);
    }
  }

  /**
   * A place in the queue (chronos.md B-40): the high lane first, then by priority, then whose tick
   * is older, then who came first.
   *
   * @param yields comes after others of its priority (B-54)
   */
  public record QueueKey(
      boolean high, int priority, boolean yields, Instant scheduledAt, Instant since, long run)
      implements Comparable<QueueKey> {
    static QueueKey of(Run run) {
      return new QueueKey(
          run.place().high(),
          run.place().priority(),
          run.place().yields(),
          run.scheduledAt(),
          run.queuedAt().orElse(run.createdAt()),
          run.id());
    }

    @Override
    public int compareTo(QueueKey other) {
      if (high != other.high) {
        return high ? -1 : 1;
      }
      if (priority != other.priority) {
        return priority > other.priority ? -1 : 1;
      }
      if (yields != other.yields) {
        return yields ? 1 : -1;
      }
      int byTick = scheduledAt.compareTo(other.scheduledAt);
      if (byTick != 0) {
        return byTick;
      }
      int byTime = since.compareTo(other.since);
      return byTime != 0 ? byTime : Long.compare(run, other.run);
    }
  }

  /**
   * The runs of a job that are not over.
   *
   * @param ids oldest first
   * @param live how many of them may have a process
   */
  public record OpenRuns(PSortedSet<Long> ids, int live) {
    static final OpenRuns NONE = new OpenRuns(TreePSet.empty(), 0);

    /**
     * @param old what stood here of this run; null when it is new
     */
    OpenRuns with(Run old, Run run) {
      PSortedSet<Long> left =
          run.state().isTerminal() ? ids.minus(run.id()) : old == null ? ids.plus(run.id()) : ids;
      return new OpenRuns(
          left, live - (old != null && old.isLive() ? 1 : 0) + (run.isLive() ? 1 : 0));
    }
  }

  /** A moment at which a run must be looked at: a retry, a limit, a cut-off machine. */
  public record Deadline(Instant at, long run) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(run, other.run);
    }
  }

  /**
   * The conversation with the master; nothing of it outlives the process.
   *
   * @param since when this process first subscribed
   * @param suppressed we told the master to send no offers
   * @param revivedAt when we last asked for offers
   * @param reviveWanted the queue grew since
   * @param reconcileAt when to ask for the state of tasks next
   * @param reconcileRound how often was asked since the subscription
   * @param unanswered how often each task was asked for in vain
   * @param orphans tasks of ours that run and that nobody remembers
   * @param orphansAt when to do something about them
   */
  public record Link(
      boolean connected,
      Optional<Instant> since,
      boolean suppressed,
      Optional<Instant> revivedAt,
      boolean reviveWanted,
      Optional<Instant> reconcileAt,
      int reconcileRound,
      PMap<TaskId, Integer> unanswered,
      PSet<TaskId> orphans,
      Optional<Instant> orphansAt) {
    public static final Link DOWN =
        new Link(
            false,
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            Optional.empty(),
            0,
            HashTreePMap.empty(),
            HashTreePSet.empty(),
            Optional.empty());

    /** There may be something to launch that was not there before. */
    Link wanting() {
      return reviveWanted
          ? this
          : new Link(
              connected,
              since,
              suppressed,
              revivedAt,
              true,
              reconcileAt,
              reconcileRound,
              unanswered,
              orphans,
              orphansAt);
    }
  }

  /**
   * What a store has read.
   *
   * @param told which broken agreements were told already; no moments yet
   */
  public record Stored(
      Collection<JobState> jobs,
      Collection<Run> openRuns,
      Map<String, Long> retired,
      Map<String, String> unreadable,
      Map<String, Calendar> calendars,
      Collection<Backfill> backfills,
      Optional<FrameworkId> framework,
      Alarms told,
      Commons.Kept kept,
      long nextId) {}

  /** Builds the indexes over what a store has read. */
  public static ChronosState of(Stored stored) {
    var turn = new Turn(EMPTY, HeartSettings.DEFAULTS, Instant.EPOCH);
    turn.alarms.told(stored.told());
    stored.jobs().forEach(turn::index);
    stored.openRuns().forEach(turn::index);
    return turn.restored(stored);
  }

  public Optional<JobState> job(String name) {
    return Optional.ofNullable(jobs.get(name));
  }

  /** The runs of a job that are not over, oldest first. */
  public Collection<Run> openRuns(String job) {
    OpenRuns open = runsOf.get(job);
    return open == null ? List.of() : open.ids().stream().map(runs::get).toList();
  }

  /** A calendar that jobs may name. */
  public Optional<Calendar> calendar(String name) {
    return Optional.ofNullable(calendars.get(name));
  }
}
