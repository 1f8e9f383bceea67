package dev.stadion.marathon.runtime;

import dev.stadion.marathon.scheduler.MarathonEvent.Command;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonState;
import java.util.concurrent.CompletableFuture;

/** How those who serve users reach the scheduler. May be used from any thread. */
public interface SchedulerAccess {
  /**
   * Has a command carried out. The future completes when its outcome is durable, and fails with the
   * exceptions of {@code EventLoop.submit}.
   */
  CompletableFuture<MarathonOutcome> submit(Command command);

  /**
   * The last committed state.
   *
   * @throws dev.stadion.dropwizard.loop.NotLeadingException when this process does not lead
   */
  MarathonState snapshot();
}
