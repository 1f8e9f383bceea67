package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What can happen to the scheduler. */
public sealed interface ChronosEvent {
  /** A user declares a job, new or in place of the one of that name. */
  record PutJob(Job job) implements ChronosEvent {}

  record DeleteJob(String name) implements ChronosEvent {}

  /** A user wants a run now. */
  record RunNow(String name, Optional<String> arguments) implements ChronosEvent {}

  /** A user wants the running tasks of a job to end; queued ones too, when asked. */
  record KillTasks(String name, boolean queued) implements ChronosEvent {}

  /** A user wants one run to end. */
  record KillRun(long run) implements ChronosEvent {}

  /** A user wants what an earlier run did once more. */
  record Rerun(Run original) implements ChronosEvent {}

  /** A user says that a run that is over is to count as successful, or as failed. */
  record MarkRun(Run run, boolean success) implements ChronosEvent {}

  /** A user says that a job is to count as successful. */
  record MarkSuccess(String name) implements ChronosEvent {}

  /** A user declares a calendar, new or in place of the one of that name. */
  record PutCalendar(Calendar calendar) implements ChronosEvent {}

  record DeleteCalendar(String name) implements ChronosEvent {}

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
