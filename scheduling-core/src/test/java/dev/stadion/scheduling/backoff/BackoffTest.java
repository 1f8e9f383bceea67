package dev.stadion.scheduling.backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), 1.15, Duration.ofMinutes(5));

  @Test
  void itGrowsByTheFactorUpToTheCeiling() {
    assertThat(backoff.after(0)).isEqualTo(Duration.ZERO);
    assertThat(backoff.after(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.after(2)).isEqualTo(Duration.ofMillis(1150));
    assertThat(backoff.after(42)).isEqualTo(Duration.ofMinutes(5));
    assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void itNeverShrinks() {
    for (int failures = 0; failures < 100; failures++) {
      assertThat(backoff.after(failures + 1)).isGreaterThanOrEqualTo(backoff.after(failures));
    }
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(-1), 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, 0.9, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Double.NaN, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
