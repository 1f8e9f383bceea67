package dev.stadion.agent.runtime;

import dev.stadion.agent.heart.AgentEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the tasks of an agent that stops for good, with their grace, and lets the master know. */
final class Farewell {
  private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
  private static final Duration TASKS_END_WITHIN = Duration.ofSeconds(30);
  private static final Duration LAST_WORDS_WITHIN = Duration.ofSeconds(2);
  private static final int LOOK_EVERY_MILLIS = 20;

  private Farewell() {}

  /** Returns when all is said, or in bounded time. */
  static void say(Agent agent) {
    agent.post(new AgentEvent.StopTasks());
    if (!await(() -> !agent.state().hasLiveTasks(), TASKS_END_WITHIN)) {
      LOG.warn("some tasks did not end within {} s", TASKS_END_WITHIN.toSeconds());
    } else if (!await(
        () -> !agent.state().connected() || agent.state().tasks().isEmpty(), LAST_WORDS_WITHIN)) {
      LOG.info("some last words were not acknowledged; they are said again at the next start");
    }
  }

  private static boolean await(BooleanSupplier condition, Duration atMost) {
    var never = new CountDownLatch(1);
    try {
      for (long looks = atMost.toMillis() / LOOK_EVERY_MILLIS; looks > 0; looks--) {
        if (condition.getAsBoolean() || never.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
