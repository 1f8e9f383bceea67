package dev.stadion.dropwizard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who is refused cannot fill the disk (promises.md P17). */
class RefusalRateTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
  private final RefusalRate rate = new RefusalRate(now::get);

  @Test
  void aMinuteHasRoomForSoManyAndTheRestIsCounted() {
    for (int i = 0; i < RefusalRate.MOST; i++) {
      assertThat(rate.admits()).isTrue();
    }
    assertThat(rate.admits()).isFalse();
    assertThat(rate.admits()).isFalse();

    now.addAndGet(Duration.ofMinutes(1).toNanos());

    assertThat(rate.admits()).isTrue();
    assertThat(rate.takeUnlisted()).isEqualTo(2);
    assertThat(rate.takeUnlisted()).isZero();
  }
}
