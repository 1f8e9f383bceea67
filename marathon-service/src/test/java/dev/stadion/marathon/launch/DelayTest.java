package dev.stadion.marathon.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.app.AppDefinition.BackoffStrategy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How long a failing app waits (marathon.md §13). */
class DelayTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final BackoffStrategy STRATEGY = new BackoffStrategy(10, 2, 60);

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  @Test
  void theFirstFailureWaitsForTheBackoff() {
    Delay delay = Delay.first(START, STRATEGY, at(0));

    assertThat(delay.length()).isEqualTo(Duration.ofSeconds(10));
    assertThat(delay.isPending(at(9))).isTrue();
    assertThat(delay.isPending(at(10))).isFalse();
  }

  @Test
  void eachFurtherOneMultipliesItUpToTheLongest() {
    Delay delay = Delay.first(START, STRATEGY, at(0));
    delay = delay.again(at(10), STRATEGY, at(11));
    assertThat(delay.length()).isEqualTo(Duration.ofSeconds(20));
    assertThat(delay.until()).isEqualTo(at(31));
    delay = delay.again(at(31), STRATEGY, at(32)).again(at(72), STRATEGY, at(73));
    assertThat(delay.length()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aBackoffLongerThanTheLongestIsCut() {
    assertThat(Delay.first(START, new BackoffStrategy(3600, 1.15, 300), START).length())
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void tasksThatDieTogetherCountOnce() {
    Delay delay = Delay.first(START, STRATEGY, at(5));

    assertThat(delay.again(at(1), STRATEGY, at(6))).isSameAs(delay);
  }

  @Test
  void itIsForgottenWhenNothingHappenedForTheLongestDelay() {
    Delay delay = Delay.first(START, STRATEGY, at(0));

    assertThat(delay.isHistory(STRATEGY, at(60))).isFalse();
    assertThat(delay.isHistory(STRATEGY, at(61))).isTrue();
    assertThat(delay.touched(at(50)).isHistory(STRATEGY, at(61))).isFalse();
    assertThat(delay.touched(at(50)).length()).isEqualTo(delay.length());
  }
}
