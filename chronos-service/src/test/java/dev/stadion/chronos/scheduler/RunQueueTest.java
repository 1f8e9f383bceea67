package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.job.Needs;
import dev.stadion.chronos.scheduler.ChronosState.QueueKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When the rest of a queue need not be looked at (chronos.md §5). */
class RunQueueTest {
  private static final Needs SMALL = new Needs(0.1, 32, 1, List.of());
  private static final Needs LARGE = new Needs(64, 32, 1, List.of());

  private static QueueKey entry(long run) {
    return new QueueKey(false, 5, false, Instant.EPOCH, Instant.EPOCH, run);
  }

  private static RunQueue queue(Needs... needs) {
    RunQueue queue = RunQueue.EMPTY;
    for (int i = 0; i < needs.length; i++) {
      queue = queue.plus(entry(i), Optional.of(needs[i]));
    }
    return queue;
  }

  @Test
  void oneKindThatCanBeServedKeepsTheLookGoing() {
    RunQueue queue = queue(LARGE, LARGE, SMALL);

    assertThat(queue.wantsNothingBut(Set.of(LARGE))).isFalse();
    assertThat(queue.wantsNothingBut(Set.of(LARGE, SMALL))).isTrue();
  }

  @Test
  void aKindThatHasLeftDoesNotCountForAnother() {
    RunQueue queue = queue(LARGE, SMALL).minus(entry(0), Optional.of(LARGE));

    assertThat(queue.wantsNothingBut(Set.of(LARGE))).isFalse();
    assertThat(queue.wantsNothingBut(Set.of(SMALL))).isTrue();
  }

  @Test
  void aRunOfAJobThatIsGoneIsLookedAtWhateverOthersWant() {
    RunQueue queue = queue(LARGE).plus(entry(7), Optional.empty());

    assertThat(queue.wantsNothingBut(Set.of(LARGE, SMALL))).isFalse();
  }

  @Test
  void whoComesTwiceCountsOnceAndWhoWasNotThereDoesNotLeave() {
    RunQueue queue = queue(LARGE).plus(entry(0), Optional.of(LARGE));

    assertThat(queue.minus(entry(1), Optional.of(LARGE))).isSameAs(queue);
    assertThat(queue.minus(entry(0), Optional.of(LARGE))).isEqualTo(RunQueue.EMPTY);
  }
}
