package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TimedLevelsTest {
  private final Map<Duration, Runnable> waiting = new TreeMap<>();
  private final Logger logger = new LoggerContext().getLogger("some.thing");
  private final TimedLevels levels = new TimedLevels((task, after) -> waiting.put(after, task));

  @Test
  void aLevelForAWhileEndsWithIt() {
    levels.set(logger, Level.DEBUG, Duration.ofSeconds(9));
    assertThat(logger.getLevel()).isEqualTo(Level.DEBUG);

    passes(9);

    assertThat(logger.getLevel()).isNull();
  }

  @Test
  void theLastWordCountsAndThenWhatWasThereBeforeTheFirst() {
    levels.set(logger, Level.WARN);
    levels.set(logger, Level.DEBUG, Duration.ofSeconds(9));
    levels.set(logger, Level.TRACE, Duration.ofSeconds(20));

    passes(9);
    assertThat(logger.getLevel()).isEqualTo(Level.TRACE);

    passes(20);
    assertThat(logger.getLevel()).isEqualTo(Level.WARN);
  }

  @Test
  void aShorterWhileEndsALongerOne() {
    levels.set(logger, Level.DEBUG, Duration.ofSeconds(20));
    levels.set(logger, Level.TRACE, Duration.ofSeconds(9));

    passes(9);
    assertThat(logger.getLevel()).isNull();

    levels.set(logger, Level.ERROR);
    passes(20);
    assertThat(logger.getLevel()).isEqualTo(Level.ERROR);
  }

  @Test
  void whatIsSaidForGoodStays() {
    levels.set(logger, Level.DEBUG, Duration.ofSeconds(9));
    levels.set(logger, Level.ERROR);

    passes(9);

    assertThat(logger.getLevel()).isEqualTo(Level.ERROR);
  }

  private void passes(int seconds) {
    waiting.remove(Duration.ofSeconds(seconds)).run();
  }
}
