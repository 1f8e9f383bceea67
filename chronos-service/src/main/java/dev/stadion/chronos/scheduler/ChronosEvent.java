package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.run.BackfillOrder;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunOrder;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can happen to the scheduler. */
public sealed interface ChronosEvent {
  /**
   * A user declares a job, new or in place of the one of that name.
   *
   * @param expected nothing is done when it is otherwise
   * @param keepsTally what was counted stays as it is, whatever the job says of it
   */
  record PutJob(Job job, Expected expected, boolean keepsTally) implements ChronosEvent {
    public PutJob(Job job) {
      this(job, new Expected.Anything(), false);
    }
  }

  /**
   * A user declares many jobs together.
   *
   * @param dryRun only to learn what would become of them
   * @param deleteMissing all other jobs shall go
   */
  record PutJobs(List<Job> jobs, boolean dryRun, boolean deleteMissing) implements ChronosEvent {
    public PutJobs {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * A user removes a job.
   *
   * @param expected nothing is done when it is otherwise
   * @param unless nothing is done while the job is in such use
   */
  record DeleteJob(String name, Expected expected, Set<Use> unless) implements ChronosEvent {
    public DeleteJob {
      unless = Set.copyOf(unless);
    }

    /** It is removed whatever depends on it (chronos.md §6.5). */
    public DeleteJob(String name) {
      this(name, new Expected.Anything(), Set.of());
    }
  }

  /** What a job is there for at the moment. */
  enum Use {
    /** Other jobs depend on it. */
    CHILDREN,
    /** Runs of it are not over. */
    RUNS
  }

  /** A user wants a run now. */
  record RunNow(String name, Optional<String> arguments) implements ChronosEvent {}

  /** A user wants the running tasks of a job to end; queued ones too, when asked. */
  record KillTasks(String name, boolean queued) implements ChronosEvent {}

  /** A user wants one run to end. */
  record KillRun(long run) implements ChronosEvent {}

  /** A user wants what an earlier run did once more. */
  record Rerun(Run original) implements ChronosEvent {}

  /**
   * A user says that a run that is over, or waits for its turn, is to count as successful or as
   * failed.
   *
   * @param run as it was read
   * @param asOf {@link ChronosState#amended} of a snapshot that was taken before it was read
   */
  record MarkRun(Run run, long asOf, boolean success) implements ChronosEvent {}

  /** A user says that a job is to count as successful. */
  record MarkSuccess(String name) implements ChronosEvent {}

  /** A user declares a calendar, new or in place of the one of that name. */
  record PutCalendar(Calendar calendar) implements ChronosEvent {}

  record DeleteCalendar(String name) implements ChronosEvent {}

  /**
   * A user wants a run, and says what it is to know.
   *
   * @param order checked by the heart against what the job wants to be told
   */
  record StartRun(String name, RunOrder order) implements ChronosEvent {}

  /** A user holds a job back for a while. */
  record PauseJob(String name) implements ChronosEvent {}

  /**
   * @param catchup whether the ticks of the pause are made up for
   */
  record ResumeJob(String name, boolean catchup) implements ChronosEvent {}

  /** A user holds everything back for a while. */
  record PauseAll() implements ChronosEvent {}

  record ResumeAll(boolean catchup) implements ChronosEvent {}

  record PutPool(Pool pool) implements ChronosEvent {}

  record DeletePool(String name) implements ChronosEvent {}

  /** A user wants a run of a graph to end. */
  record KillDag(long dag) implements ChronosEvent {}

  /**
   * A user wants a run of a graph, or a part of it, once more.
   *
   * @param stored as it was read
   * @param like the root's last run: what the new ones are told
   * @param asOf {@link ChronosState#amended} of a snapshot that was taken before both were read
   */
  record RerunDag(Commons.StoredDag stored, Run like, long asOf, RerunFrom from)
      implements ChronosEvent {}

  /** Which part of it. */
  sealed interface RerunFrom {
    /** What has not succeeded, and all that depends on it. */
    record Failed() implements RerunFrom {}

    record All() implements RerunFrom {}

    /** One job, and all that depends on it. */
    record Job(String name) implements RerunFrom {}
  }

  /** The task of an asynchronous job has come to its end, well or not. */
  record Callback(TaskId task, boolean success) implements ChronosEvent {}

  /** A user wants nothing to wait any more: neither for a launch nor for another try. */
  record EmptyQueues() implements ChronosEvent {}

  /** A user wants a window of the past to run again. */
  record StartBackfill(String job, BackfillOrder order) implements ChronosEvent {}

  record CancelBackfill(long backfill) implements ChronosEvent {}

  /** The alarm clock rang for a tick. */
  record Due(Instant tick) implements ChronosEvent {}

  /** Time has passed; whatever is due is due. */
  record WakeUp() implements ChronosEvent {}

  /** This process took the lead. */
  record Elected(long epoch, String leader) implements ChronosEvent {}

  record Subscribed(FrameworkId framework) implements ChronosEvent {}

  record Disconnected() implements ChronosEvent {}

  /** The master does not know our framework any more and never will again. */
  record FrameworkRemoved() implements ChronosEvent {}

  record Offered(List<Offer> offers) implements ChronosEvent {
    public Offered {
      offers = List.copyOf(offers);
    }
  }

  record Rescinded(OfferId offer) implements ChronosEvent {}

  record Updated(TaskUpdate update) implements ChronosEvent {}

  record AgentLost(AgentId agent) implements ChronosEvent {}
}
