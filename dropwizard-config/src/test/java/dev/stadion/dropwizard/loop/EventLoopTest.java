package dev.stadion.dropwizard.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.dropwizard.loop.Ledger.Entry;
import dev.stadion.dropwizard.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventLoopTest {
  private final ManualClock clock = ManualClock.at("2026-03-01T12:00:00Z");
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final RecordingSupervisor supervisor = new RecordingSupervisor();
  private EventLoop<Ledger.Book, Entry, String, String, Long> loop;

  @AfterEach
  void stop() {
    if (loop != null) {
      loop.stop();
    }
  }

  @Test
  void theFutureCompletesWithTheOutcomeOnceTheChangeIsDurable() throws Exception {
    FakeStore store = FakeStore.gated();
    start(store);

    CompletableFuture<Long> written = loop.submit(new Entry.Write("a"));
    store.awaitCommit();

    assertThat(written).isNotDone();
    assertThat(loop.snapshot().lines()).isZero();
    assertThat(told).isEmpty();

    store.release();
    assertThat(get(written)).isEqualTo(1);
    assertThat(store.lines()).containsExactly("a");
    assertThat(loop.snapshot().lines()).isEqualTo(1);
    assertThat(told.take()).isEqualTo("tell a");
  }

  @Test
  void whatArrivesDuringACommitIsDecidedMeanwhileAndCommittedTogether() throws Exception {
    FakeStore store = FakeStore.gated();
    start(store);
    loop.post(new Entry.Write("first"));
    store.awaitCommit();

    List<CompletableFuture<Long>> rest = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rest.add(loop.submit(new Entry.Write("w" + i)));
    }
    store.release();
    store.release();

    assertThat(get(rest.getLast())).isEqualTo(6);
    assertThat(store.commits()).containsExactly(1, 5);
  }

  @Test
  void aBatchIsBounded() throws Exception {
    FakeStore store = FakeStore.gated();
    start(store, settings(3, 100));
    loop.post(new Entry.Write("first"));
    store.awaitCommit();

    CompletableFuture<Long> last = null;
    for (int i = 0; i < 7; i++) {
      last = loop.submit(new Entry.Write("w" + i));
    }
    for (int i = 0; i < 4; i++) {
      store.release();
    }

    assertThat(get(last)).isEqualTo(8);
    assertThat(store.commits()).containsExactly(1, 3, 3, 1);
  }

  @Test
  void anEventThatChangesNothingNeedsNoCommitButKeepsItsPlace() throws Exception {
    FakeStore store = FakeStore.gated();
    start(store);
    assertThat(get(loop.submit(new Entry.Count()))).isZero();

    loop.post(new Entry.Write("a"));
    store.awaitCommit();
    CompletableFuture<Long> said = loop.submit(new Entry.Say("b"));
    assertThat(said).isNotDone();
    store.release();

    assertThat(get(said)).isEqualTo(1);
    assertThat(List.of(told.take(), told.take())).containsExactly("tell a", "say b");
    assertThat(store.commits()).containsExactly(1);
  }

  @Test
  void aRefusedCommitFailsAllThatWasDecidedAndTheStateIsReadAgain() throws Exception {
    FakeStore store = FakeStore.gated();
    start(store);
    store.next(FakeStore.Fate.REFUSE);
    store.refuseLoads(2);
    CompletableFuture<Long> inFlight = loop.submit(new Entry.Write("lost"));
    store.awaitCommit();
    CompletableFuture<Long> speculative = loop.submit(new Entry.Write("lost too"));
    store.release();

    assertUnavailable(inFlight);
    assertUnavailable(speculative);
    supervisor.awaitReload();
    store.release();
    assertThat(get(loop.submit(new Entry.Write("a")))).isEqualTo(1);
    assertThat(store.lines()).containsExactly("a");
    assertThat(told.take()).isEqualTo("tell a");
  }

  @Test
  void aCommitWhoseAnswerIsLostIsFoundByReadingAgain() throws Exception {
    FakeStore store = FakeStore.open();
    start(store);
    store.next(FakeStore.Fate.COMMIT_BUT_LOSE_THE_ANSWER);

    assertUnavailable(loop.submit(new Entry.Write("a")));
    supervisor.awaitReload();

    assertThat(get(loop.submit(new Entry.Count()))).isEqualTo(1);
    assertThat(loop.snapshot().lines()).isEqualTo(1);
  }

  @Test
  void whileTheStateIsReadAgainNobodyIsKeptWaiting() throws Exception {
    FakeStore store = FakeStore.open();
    start(store);
    store.next(FakeStore.Fate.REFUSE);
    store.refuseLoads(Integer.MAX_VALUE);
    assertUnavailable(loop.submit(new Entry.Write("a")));

    assertUnavailable(loop.submit(new Entry.Count()));
    assertThatThrownBy(loop::snapshot).isInstanceOf(StoreUnavailableException.class);
    loop.post(new Entry.Say("not heard"));

    store.refuseLoads(0);
    supervisor.awaitReload();
    assertThat(get(loop.submit(new Entry.Say("heard")))).isZero();
    assertThat(told.take()).isEqualTo("say heard");
  }

  @Test
  void aStaleEpochEndsTheLoopAndIsReported() throws Exception {
    FakeStore store = FakeStore.open();
    start(store);
    store.next(FakeStore.Fate.STALE);

    assertFailsWith(loop.submit(new Entry.Write("a")), NotLeadingException.class);

    assertThat(supervisor.awaitReport()).isInstanceOf(StaleEpochException.class);
    assertFailsWith(loop.submit(new Entry.Count()), NotLeadingException.class);
    assertThatThrownBy(loop::snapshot).isInstanceOf(NotLeadingException.class);
    assertThat(told).isEmpty();
  }

  @Test
  void aStaleEpochOnReadingAgainEndsTheLoopToo() throws Exception {
    FakeStore store = FakeStore.gated();
    start(store);
    store.next(FakeStore.Fate.REFUSE);
    loop.post(new Entry.Write("a"));
    store.awaitCommit();
    store.refuseLoads(1);
    store.release();
    store.next(FakeStore.Fate.STALE);

    assertThat(supervisor.awaitReport()).isInstanceOf(StaleEpochException.class);
  }

  @Test
  void aBugInADecisionStopsTheLoopAndIsReported() throws Exception {
    start(FakeStore.open());

    assertFailsWith(loop.submit(new Entry.Impossible()), IllegalStateException.class);

    assertThat(supervisor.awaitReport()).hasMessage("this cannot be");
    assertFailsWith(loop.submit(new Entry.Count()), NotLeadingException.class);
  }

  @Test
  void aBugInTheStoreStopsTheLoopAndIsReported() throws Exception {
    FakeStore store = FakeStore.open();
    start(store);
    store.next(FakeStore.Fate.BUG);

    assertFailsWith(loop.submit(new Entry.Write("a")), IllegalStateException.class);

    assertThat(supervisor.awaitReport()).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDeadlineIsDecidedWhenTheClockReachesIt() throws Exception {
    FakeStore store = FakeStore.open();
    start(store);
    clock.whenMoved(loop::nudge);
    get(loop.submit(new Entry.SetAlarm(clock.instant().plusSeconds(60))));
    assertThat(told.take()).isEqualTo("tell alarm");

    clock.advance(Duration.ofSeconds(59));
    get(loop.submit(new Entry.Count()));
    assertThat(told).isEmpty();
    clock.advance(Duration.ofSeconds(1));

    assertThat(told.take()).isEqualTo("tell rang at 2026-03-01T12:01:00Z");
    assertThat(store.lines()).hasSize(2);
  }

  @Test
  void aDeadlineInThePastIsDecidedAtOnce() throws Exception {
    start(FakeStore.open());

    loop.post(new Entry.SetAlarm(clock.instant().minusSeconds(1)));

    assertThat(told.take()).isEqualTo("tell alarm");
    assertThat(told.take()).startsWith("tell rang");
  }

  @Test
  void tooMuchWaitingWorkIsRefused() throws Exception {
    FakeStore store = FakeStore.gated();
    start(store, settings(1, 2));
    loop.post(new Entry.Write("in flight"));
    store.awaitCommit();
    CompletableFuture<Long> decided = loop.submit(new Entry.Write("decided"));

    List<CompletableFuture<Long>> more = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      more.add(loop.submit(new Entry.Write("w" + i)));
    }

    assertFailsWith(more.getLast(), OverloadedException.class);
    for (int i = 0; i < 6; i++) {
      store.release();
    }
    get(decided);
  }

  @Test
  void aFloodOfNewsTurnsNobodyAwayWhoAsks() throws Exception {
    FakeStore store = FakeStore.gated();
    start(store, settings(1, 2));
    loop.post(new Entry.Write("in flight"));
    store.awaitCommit();
    for (int i = 0; i < 3; i++) {
      loop.post(new Entry.Write("one is decided, two wait"));
    }

    CompletableFuture<Long> asked = loop.submit(new Entry.Write("asked"));
    for (int i = 0; i < 5; i++) {
      store.release();
    }

    assertThat(get(asked)).isEqualTo(5);
  }

  @Test
  void stoppingWaitsForTheCommitInFlightAndDropsTheRest() throws Exception {
    FakeStore store = FakeStore.gated();
    start(store);
    CompletableFuture<Long> inFlight = loop.submit(new Entry.Write("a"));
    store.awaitCommit();
    CompletableFuture<Long> speculative = loop.submit(new Entry.Write("b"));
    Thread stopping = Thread.ofVirtual().start(loop::stop);
    assertFailsWith(speculative, NotLeadingException.class);
    store.release();
    stopping.join();

    assertThat(get(inFlight)).isEqualTo(1);
    assertThat(store.lines()).containsExactly("a");
    assertThat(told).containsExactly("tell a");
    assertThatThrownBy(loop::snapshot).isInstanceOf(NotLeadingException.class);
  }

  @Test
  void aStoppedLoopStartsAgainFromTheStore() throws Exception {
    FakeStore store = FakeStore.open();
    start(store);
    get(loop.submit(new Entry.Write("a")));
    loop.stop();

    loop.start(8);

    assertThat(loop.snapshot().lines()).isEqualTo(1);
    assertThat(get(loop.submit(new Entry.Write("b")))).isEqualTo(2);
  }

  @Test
  void aLoopDoesNotStartAgainWhileAnOldCommitIsInFlight() {
    FakeStore store = FakeStore.gated();
    start(store);
    loop.post(new Entry.Write("a"));
    store.awaitCommit();
    loop.stop();

    assertThatThrownBy(() -> loop.start(8)).isInstanceOf(StoreUnavailableException.class);
    store.release();
  }

  @Test
  void aLeaderInDoubtAnswersWhatIsDurableButDoesNotAct() throws Exception {
    start(FakeStore.open());
    supervisor.mayAct(false);

    assertThat(get(loop.submit(new Entry.Write("a")))).isEqualTo(1);
    supervisor.awaitReload();

    assertThat(told).isEmpty();
  }

  @Test
  void aLoopThatWasNeverStartedRefuses() {
    loop = newLoop(FakeStore.open(), settings(10, 10));

    assertThatThrownBy(loop::snapshot).isInstanceOf(NotLeadingException.class);
    assertFailsWith(loop.submit(new Entry.Count()), NotLeadingException.class);
  }

  private void start(FakeStore store) {
    start(store, settings(100, 100));
  }

  private void start(FakeStore store, LoopSettings settings) {
    loop = newLoop(store, settings);
    loop.start(7);
  }

  private EventLoop<Ledger.Book, Entry, String, String, Long> newLoop(
      FakeStore store, LoopSettings settings) {
    return new EventLoop<>(
        "ledger",
        new Ledger(),
        store,
        (effects, committed) -> told.addAll(effects),
        supervisor,
        clock,
        clock,
        settings,
        LoopMetrics.NONE);
  }

  private static LoopSettings settings(int batch, int queue) {
    Duration soon = Duration.ofMillis(1);
    return new LoopSettings(
        batch, 1000, queue, Duration.ofHours(1), soon, soon, soon.multipliedBy(500));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  private static void assertUnavailable(CompletableFuture<?> future) {
    assertFailsWith(future, StoreUnavailableException.class);
  }

  private static void assertFailsWith(CompletableFuture<?> future, Class<?> cause) {
    assertThatThrownBy(() -> get(future))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(cause);
  }
}
