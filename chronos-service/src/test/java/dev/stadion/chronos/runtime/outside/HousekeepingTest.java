package dev.stadion.chronos.runtime.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.chronos.job.History;
import dev.stadion.chronos.notice.EventLog;
import dev.stadion.chronos.notice.Outbox;
import dev.stadion.chronos.run.OutputArchive;
import dev.stadion.chronos.run.RunArchive;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** chronos.md B-49: which jobs are looked at, and when. */
class HousekeepingTest {
  private final Map<String, History> histories = new HashMap<>();
  private final Runs runs = new Runs();
  private Instant now = Instant.parse("2026-01-15T00:00:00Z");
  private final Housekeeping housekeeping =
      new Housekeeping(
          runs,
          forgettingNothing(OutputArchive.class),
          forgettingNothing(EventLog.class),
          forgettingNothing(Outbox.class),
          () -> now,
          new Housekeeping.Limits(
              job -> histories.getOrDefault(job, History.NONE),
              1_000,
              Duration.ofDays(14),
              Duration.ofDays(1),
              Duration.ofDays(1),
              Duration.ofDays(1)),
          Duration.ofHours(1));

  private static final class Runs implements RunArchive {
    private final List<String> trimmed = new ArrayList<>();
    private boolean away;
    private Set<String> removed = Set.of();

    @Override
    public int trim(String job, Kind kind, int newest) {
      if (away) {
        throw new StoreUnavailableException("away", null);
      }
      trimmed.add(job + " to " + newest);
      return 0;
    }

    @Override
    public int trimTicks(String job, int newest) {
      trimmed.add("ticks of " + job + " to " + newest);
      return 0;
    }

    @Override
    public int trimGroups(String job, int newest) {
      trimmed.add("groups of " + job + " to " + newest);
      return 0;
    }

    @Override
    public Set<String> withoutJob() {
      return removed;
    }

    @Override
    public int forgetRemoved(Collection<String> names, Instant before) {
      names.forEach(name -> trimmed.add(name + " before " + before));
      return 0;
    }

    @Override
    public Set<String> longerThan(int most) {
      return Set.of();
    }
  }

  private static <T> T forgettingNothing(Class<T> archive) {
    return archive.cast(
        Proxy.newProxyInstance(
            archive.getClassLoader(), new Class<?>[] {archive}, (self, method, arguments) -> 0));
  }

  private void ends(String job, int runs) {
    for (int i = 0; i < runs; i++) {
      housekeeping.touched(job);
    }
  }

  @Test
  void aJobWithALongHistoryIsLookedAtWhenATenthOfItIsNew() {
    ends("often", 100);
    ends("seldom", 99);

    housekeeping.round();

    assertThat(runs.trimmed)
        .containsExactly("often to 1000", "ticks of often to 1000", "groups of often to 1000");
    runs.trimmed.clear();
    housekeeping.round();
    assertThat(runs.trimmed).isEmpty();

    ends("seldom", 1);
    housekeeping.round();
    assertThat(runs.trimmed)
        .containsExactly("seldom to 1000", "ticks of seldom to 1000", "groups of seldom to 1000");
  }

  @Test
  void aShortHistoryIsKeptExactly() {
    histories.put(
        "short", new History(OptionalInt.of(3), OptionalInt.empty(), OptionalInt.empty()));
    ends("short", 1);

    housekeeping.round();

    assertThat(runs.trimmed)
        .containsExactly("short to 3", "ticks of short to 3", "groups of short to 3");
  }

  @Test
  void whatIsLeftOfRemovedJobsIsForgottenInTimeAndLookedForNowAndThen() {
    runs.removed = Set.of("gone");

    housekeeping.round();
    housekeeping.round();
    assertThat(runs.trimmed).containsExactly("gone before 2026-01-01T00:00:00Z");

    now = now.plus(Duration.ofHours(1));
    housekeeping.round();
    assertThat(runs.trimmed)
        .containsExactly("gone before 2026-01-01T00:00:00Z", "gone before 2026-01-01T01:00:00Z");
  }

  @Test
  void itGoesOnWhateverFails() throws Exception {
    var rounds = new Semaphore(0);
    RunArchive broken =
        (RunArchive)
            Proxy.newProxyInstance(
                RunArchive.class.getClassLoader(),
                new Class<?>[] {RunArchive.class},
                (self, method, arguments) -> {
                  rounds.release();
                  throw new IllegalStateException("a row that nobody expected");
                });
    var hasty =
        new Housekeeping(
            broken,
            forgettingNothing(OutputArchive.class),
            forgettingNothing(EventLog.class),
            forgettingNothing(Outbox.class),
            () -> Instant.EPOCH,
            new Housekeeping.Limits(
                job -> History.NONE,
                1_000,
                Duration.ofDays(14),
                Duration.ofDays(1),
                Duration.ofDays(1),
                Duration.ofDays(1)),
            Duration.ofMillis(1));
    hasty.start();
    try {
      assertThat(rounds.tryAcquire(3, 30, TimeUnit.SECONDS)).isTrue();
    } finally {
      hasty.stop();
    }
  }

  @Test
  void aJobWhoseTurnFailedComesAgain() {
    ends("a", 100);
    runs.away = true;
    assertThatThrownBy(housekeeping::round).isInstanceOf(StoreUnavailableException.class);

    runs.away = false;
    housekeeping.round();

    assertThat(runs.trimmed)
        .containsExactly("a to 1000", "ticks of a to 1000", "groups of a to 1000");
  }
}
