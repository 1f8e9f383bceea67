package dev.stadion.dropwizard.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** promises.md §7.2: ten failures a minute per source and principal. */
class LoginAttemptsTest {
  private final ManualClock clock = ManualClock.at("2026-01-01T00:00:00Z");
  private final LoginAttempts attempts = new LoginAttempts(clock);

  @Test
  void tenMayFailAndTheNextHasToWaitUntilTheFirstIsAMinuteOld() {
    for (int i = 0; i < 10; i++) {
      assertThat(attempts.mustWait("here", "p")).isEmpty();
      attempts.failed("here", "p");
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(attempts.mustWait("here", "p")).contains(Duration.ofSeconds(50));
    clock.advance(Duration.ofSeconds(50));
    assertThat(attempts.mustWait("here", "p")).isEmpty();
    attempts.failed("here", "p");
    assertThat(attempts.mustWait("here", "p")).contains(Duration.ofSeconds(1));
  }

  @Test
  void othersAreNotHeldUpByIt() {
    for (int i = 0; i < 10; i++) {
      attempts.failed("here", "p");
    }
    assertThat(attempts.mustWait("here", "p")).isPresent();
    assertThat(attempts.mustWait("elsewhere", "p")).isEmpty();
    assertThat(attempts.mustWait("here", "q")).isEmpty();
  }

  @Test
  void whoGetsItRightBeginsAnew() {
    for (int i = 0; i < 9; i++) {
      attempts.failed("here", "p");
    }
    attempts.succeeded("here", "p");
    attempts.failed("here", "p");
    assertThat(attempts.mustWait("here", "p")).isEmpty();
  }

  @Test
  void aWallClockThatJumpsChangesNothing() {
    for (int i = 0; i < 10; i++) {
      attempts.failed("here", "p");
    }
    clock.jump(Duration.ofHours(1));
    assertThat(attempts.mustWait("here", "p")).isPresent();
  }

  @Test
  void guessersOfManyNamesDoNotFillTheMemory() {
    for (int i = 0; i < 10; i++) {
      attempts.failed("here", "first");
    }
    for (int i = 0; i < 10_000; i++) {
      attempts.failed("here", "p" + i);
    }
    assertThat(attempts.mustWait("here", "first")).isEmpty();
  }
}
