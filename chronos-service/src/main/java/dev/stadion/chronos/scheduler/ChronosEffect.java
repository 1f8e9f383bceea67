package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.notice.Announcement;
import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Interval;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What shall be done once it is remembered. */
public sealed interface ChronosEffect {
  /** Use an offer for tasks; what is left of it goes back. */
  record Launch(OfferId offer, List<Task> tasks, Duration refuse) implements ChronosEffect {
    public Launch {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * One task: a run as it was committed, with the declaration it is executed by.
   *
   * @param job with all that was to be filled in
   * @param interval the span of time the run is about
   */
  record Task(Job job, Run run, Resources resources, Interval interval) {}

  record Decline(List<OfferId> offers, Duration refuse) implements ChronosEffect {
    public Decline {
      offers = List.copyOf(offers);
    }
  }

  /**
   * @param grace how long it has to end by itself; empty means as long as the agent thinks right
   */
  record Kill(TaskId task, Optional<AgentId> agent, Optional<Duration> grace)
      implements ChronosEffect {}

  record Acknowledge(TaskId task, AgentId agent, UUID uuid) implements ChronosEffect {}

  /** Ask for the state of tasks; none named means all the master knows. */
  record Reconcile(Map<TaskId, Optional<AgentId>> tasks) implements ChronosEffect {}

  record Revive() implements ChronosEffect {}

  record Suppress() implements ChronosEffect {}

  /** Register as a new framework. */
  record RegisterAnew() implements ChronosEffect {}

  /**
   * A run went from one state to another; for logs and metrics.
   *
   * @param from empty when the run is new
   * @param sinceDueMillis since what {@link Run#countedFrom} says
   */
  record Transition(
      String job,
      long run,
      Optional<RunState> from,
      RunState to,
      String reason,
      long sinceDueMillis)
      implements ChronosEffect {}

  /** An attempt of a run is over; for whoever keeps what it wrote. */
  record AttemptEnded(String job, long run, Attempt attempt) implements ChronosEffect {}

  /** Somebody is to be told something; it stands in the outbox. */
  record Noticed(Notice notice) implements ChronosEffect {}

  /** Something was announced; for whoever listens. */
  record Announced(Announcement told) implements ChronosEffect {}

  /** A job was disabled by the scheduler; for logs and notices. */
  record JobDisabled(String job, String cause) implements ChronosEffect {}

  /** Ticks passed that were too late to run; for logs and metrics. */
  record TicksMissed(String job, long count, Instant last) implements ChronosEffect {}

  /** Ticks passed that were not to fire; for logs and metrics. */
  record TicksSkipped(String job, long count, Instant last, String reason)
      implements ChronosEffect {}

  /** Tasks of ours that nobody remembers run, too many to be killed without a person's word. */
  record OrphansHeld(int count) implements ChronosEffect {}
}
