package dev.stadion.dropwizard.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.loop.Ledger.Entry;
import dev.stadion.dropwizard.testing.ManualClock;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many writers, a store that fails now and then, and what must hold whatever happens. */
@Timeout(60)
class EventLoopStressTest {
  private static final int WRITERS = 8;
  private static final int WRITES = 400;

  static LongStream seeds() {
    return LongStream.range(0, 6);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingAcknowledgedIsMissingAndTheWorldHearsTheStoreInOrder(long seed) throws Exception {
    FakeStore store = FakeStore.open();
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    var loop =
        new EventLoop<>(
            "ledger",
            new Ledger(),
            store,
            (List<String> effects, Ledger.Book committed) -> told.addAll(effects),
            new RecordingSupervisor(),
            ManualClock.at("2026-03-01T12:00:00Z"),
            MonotonicClock.system(),
            new LoopSettings(
                16,
                16,
                10_000,
                Duration.ofHours(1),
                Duration.ofNanos(1),
                Duration.ofNanos(1),
                Duration.ofSeconds(5)),
            LoopMetrics.NONE);
    loop.start(1);
    Set<String> unreadable = Collections.synchronizedSet(new HashSet<>());
    Set<String> acknowledged = Collections.synchronizedSet(new HashSet<>());

    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      writers.add(
          Thread.ofVirtual()
              .start(() -> write(loop, store, seed, writer, acknowledged, unreadable)));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    loop.stop();

    List<String> lines = store.lines();
    assertThat(lines).doesNotHaveDuplicates().containsAll(acknowledged);
    assertThat(unreadable).as("acknowledged, but the writer did not see it").isEmpty();
    assertThat(acknowledged).hasSizeGreaterThan(WRITES / 4);
    // A commit whose answer was lost is in the store and was told to nobody.
    List<String> heard = told.stream().map(line -> line.substring("tell ".length())).toList();
    List<String> inOrder = new ArrayList<>(lines);
    inOrder.retainAll(new HashSet<>(heard));
    assertThat(heard).isEqualTo(inOrder).containsAll(acknowledged);
  }

  private static void write(
      EventLoop<Ledger.Book, Entry, String, String, Long> loop,
      FakeStore store,
      long seed,
      int writer,
      Set<String> acknowledged,
      Set<String> unreadable) {
    var random = new Random(seed * 31 + writer);
    for (int i = 0; i < WRITES; i++) {
      if (random.nextInt(100) == 0) {
        store.next(
            random.nextBoolean()
                ? FakeStore.Fate.REFUSE
                : FakeStore.Fate.COMMIT_BUT_LOSE_THE_ANSWER);
      }
      String text = writer + "-" + i;
      try {
        long line = loop.submit(new Entry.Write(text)).join();
        acknowledged.add(text);
        if (loop.snapshot().lines() < line) {
          unreadable.add(text);
        }
      } catch (CompletionException | StoreUnavailableException e) {
        // It may be in the store or not; the writer goes on.
        assertThat(e).isNotNull();
      }
    }
  }
}
