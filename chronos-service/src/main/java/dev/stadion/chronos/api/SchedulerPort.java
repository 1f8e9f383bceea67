package dev.stadion.chronos.api;

import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.ChronosState;
import java.util.concurrent.CompletionStage;

/** What the resources ask of the scheduler. */
public interface SchedulerPort {
  /** Completes when what was decided is durable. */
  CompletionStage<ChronosOutcome> submit(ChronosEvent event);

  /** The last committed state; throws while there is none. */
  ChronosState snapshot();
}
