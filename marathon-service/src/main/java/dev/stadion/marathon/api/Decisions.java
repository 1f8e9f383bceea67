package dev.stadion.marathon.api;

import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.Command;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has commands decided and committed, for requests, which wait on threads of their own. */
public final class Decisions {
  /** Longer than the database takes to give up. */
  private static final int PATIENCE_SECONDS = 15;

  private Decisions() {}

  /**
   * Waits for the commit.
   *
   * @throws StoreUnavailableException when it takes too long; it may come yet
   */
  public static MarathonOutcome of(SchedulerAccess scheduler, Command command) {
    try {
      return scheduler.submit(command).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  private static RuntimeException unwrapped(CompletionException thrown) {
    if (thrown.getCause() instanceof TimeoutException) {
      return new StoreUnavailableException("the database took too long", thrown);
    }
    return thrown.getCause() instanceof RuntimeException cause ? cause : thrown;
  }
}
