package dev.stadion.scheduling.offer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnavailabilityTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration DRAINING = Duration.ofMinutes(10);

  @Test
  void itConcernsFromTheDrainingTimeUntilItsEnd() {
    var anHour = new Unavailability(START, Optional.of(Duration.ofHours(1)));

    assertThat(anHour.concerns(START.minusSeconds(601), DRAINING)).isFalse();
    assertThat(anHour.concerns(START.minusSeconds(600), DRAINING)).isTrue();
    assertThat(anHour.concerns(START.plusSeconds(3599), DRAINING)).isTrue();
    assertThat(anHour.concerns(START.plusSeconds(3600), DRAINING)).isFalse();
  }

  @Test
  void withoutAnEndItLastsForEver() {
    var open = new Unavailability(START, Optional.empty());

    assertThat(open.concerns(START.plus(Duration.ofDays(9999)), DRAINING)).isTrue();
  }
}
