package dev.stadion.master.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.master.heart.MasterSettings;
import dev.stadion.master.heart.MasterState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StandbyTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> done = new ArrayList<>();
  private Duration took = Duration.ZERO;
  private Optional<MasterState> state = Optional.empty();
  private final Standby standby =
      new Standby(
          this::readAhead,
          this::preview,
          new Rehearsal(MasterSettings.DEFAULT, () -> Instant.EPOCH),
          nanos::get);

  @Test
  void thePausesAreLongerWhenReadingTakesLong() {
    took = Duration.ofMillis(500);
    standby.run(() -> false);
    pass(Duration.ofSeconds(9));
    standby.run(() -> false);
    assertThat(done).hasSize(1);

    pass(Duration.ofSeconds(1));
    standby.run(() -> false);

    assertThat(done).hasSize(2);
  }

  @Test
  void theLongestPauseIsTwentySeconds() {
    took = Duration.ofSeconds(30);
    standby.run(() -> false);

    pass(Duration.ofSeconds(20));
    standby.run(() -> false);

    assertThat(done).hasSize(2);
  }

  @Test
  void rehearsalsPauseOnlyAsLongAsTheyTake() {
    state = Optional.of(RehearsalTest.cluster(10, 1));
    took = Duration.ofSeconds(3);
    standby.run(() -> false);
    pass(Duration.ofSeconds(2));
    standby.run(() -> false);
    assertThat(done).hasSize(1);

    pass(Duration.ofSeconds(1));
    standby.run(() -> false);

    assertThat(done).hasSize(2);
  }

  @Test
  void afterEnoughRehearsalsItOnlyReads() {
    state = Optional.of(RehearsalTest.cluster(1_000, 1));
    for (int i = 0; i < 11; i++) {
      standby.run(() -> false);
      pass(Duration.ofSeconds(2));
    }

    assertThat(done.subList(0, 10)).containsOnly("looks");
    assertThat(done.getLast()).isEqualTo("reads ahead");
  }

  private void readAhead() {
    done.add("reads ahead");
    nanos.addAndGet(took.toNanos());
  }

  private Optional<MasterState> preview() {
    done.add("looks");
    nanos.addAndGet(took.toNanos());
    return state;
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
