package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.notice.Announcement;
import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.schedule.Stretch;
import dev.stadion.chronos.schedule.TickRange;
import dev.stadion.scheduling.heart.Extent;
import dev.stadion.scheduling.id.FrameworkId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must be remembered. Each carries the whole new value, so the last one of a key wins. */
public sealed interface ChronosChange {
  /**
   * @param definition whether the declaration itself changed, and not only where the job stands
   * @param edges the parents whose count changed
   */
  record JobSaved(JobState job, boolean definition, Set<String> edges) implements ChronosChange {
    public JobSaved {
      edges = Set.copyOf(edges);
    }
  }

  /** Another version has taken the place of this one. */
  record VersionReplaced(JobState job, Instant at) implements ChronosChange {}

  /**
   * @param lastDue the highest milliseconds used in its task ids: a new job of the same name must
   *     not use them again
   */
  record JobRemoved(String name, long lastDue) implements ChronosChange {}

  /**
   * Names of removed jobs that are too many to be kept one by one.
   *
   * @param all at least the highest milliseconds that any of them, and of those forgotten earlier,
   *     used in task ids
   */
  record NamesForgotten(Set<String> names, long all) implements ChronosChange {
    public NamesForgotten {
      names = Set.copyOf(names);
    }
  }

  /**
   * @param attempts those that changed, the last one included if it did
   */
  record RunSaved(Run run, Extent extent, List<AttemptSaved> attempts) implements ChronosChange {
    public RunSaved {
      attempts = List.copyOf(attempts);
    }
  }

  /** Part of {@link RunSaved}. */
  record AttemptSaved(Attempt attempt, Extent extent) {
    /** Both together, of the same attempt. */
    public AttemptSaved then(AttemptSaved later) {
      return new AttemptSaved(later.attempt, extent.then(later.extent));
    }
  }

  /**
   * Ticks that did not become a run of their own.
   *
   * @param reason why they were skipped, else empty
   * @param run the one that stands for them, when one does
   */
  record TicksAccounted(
      String job,
      long generation,
      TickRange ticks,
      TickOutcome outcome,
      String reason,
      Optional<Long> run)
      implements ChronosChange {}

  /**
   * Ticks that were skipped are to have another outcome: the one they had is forgotten.
   *
   * @param ticks where they lie; whatever was accounted lies within or outside
   * @param reason why they were skipped
   */
  record TicksTakenBack(String job, long generation, Stretch ticks, String reason)
      implements ChronosChange {
    /** Whether this takes such an outcome back. */
    public boolean covers(TicksAccounted accounted) {
      return accounted.outcome() == TickOutcome.SKIPPED
          && accounted.job().equals(job)
          && accounted.generation() == generation
          && accounted.reason().equals(reason)
          && accounted.ticks().first().isAfter(ticks.after())
          && !accounted.ticks().last().isAfter(ticks.upTo());
    }
  }

  /** What became of ticks that have no run of their own. */
  enum TickOutcome {
    /** A run of a later tick stands for them. */
    COALESCED,
    /** Too late for the job's epsilon, or nobody was there and nobody wants them made up for. */
    MISSED,
    /** They were not to fire; the reason says why. */
    SKIPPED
  }

  /** It was told that a run broke a clause of its agreement. */
  record AlarmRaised(long run, Clause clause) implements ChronosChange {}

  /** It was told that a job had no success since then. */
  record StaleRaised(String job, Instant since) implements ChronosChange {}

  /** Somebody is to be told something. */
  record Noticed(Notice notice) implements ChronosChange {}

  /** Something was announced. */
  record Announced(Announcement told) implements ChronosChange {}

  /** A pool is there, or is gone when empty. */
  record PoolStored(String name, Optional<Pool> pool) implements ChronosChange {}

  /** Since when the whole scheduler is held back; empty when it is not. */
  record PauseStored(Optional<Instant> since) implements ChronosChange {}

  /** A key of a request is kept, or forgotten when empty. */
  record KeyStored(Commons.KeyName name, Optional<Commons.KeptKey> key) implements ChronosChange {}

  /** A run of a graph begins, begins anew, or ends. */
  record DagSaved(DagRun dag) implements ChronosChange {}

  /** The framework id to register with from now on; empty when it is to be forgotten. */
  record FrameworkStored(Optional<FrameworkId> framework) implements ChronosChange {}

  /** A calendar as it is from now on; empty when it is gone. */
  record CalendarStored(String name, Optional<Calendar> calendar) implements ChronosChange {}

  /** A backfill as it is from now on. */
  record BackfillStored(Backfill backfill) implements ChronosChange {}
}
