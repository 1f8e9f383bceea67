package dev.stadion.master.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.master.heart.MasterState;
import dev.stadion.master.persistence.InMemoryMasterStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedDocumentTest {
  private static final int READERS = 20;

  private final AtomicInteger written = new AtomicInteger();
  private final SharedDocument document = new SharedDocument();

  private static MasterState state() {
    return new InMemoryMasterStore("m").load(1);
  }

  private Body write() {
    return Body.of("document " + written.incrementAndGet());
  }

  @Test
  void anUnchangedStateIsWrittenOnce() {
    MasterState state = state();

    Body first = document.read(() -> state, now -> write());

    assertThat(document.read(() -> state, now -> write())).isSameAs(first);
    assertThat(document.read(SharedDocumentTest::state, now -> write())).isNotSameAs(first);
  }

  @Test
  void readersWhoWaitShareWhatWasBegunAfterTheyCame() throws Exception {
    var begun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Body> slow =
          threads.submit(() ->
              document.read(
                  SharedDocumentTest::state,
                  now -> {
                    begun.countDown();
                    await(mayEnd);
                    return write();
                  }));
      begun.await();

      List<Future<Body>> waiting = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        waiting.add(threads.submit(() -> document.read(SharedDocumentTest::state, now -> write())));
      }
      while (document.waiting() < READERS) {
        Thread.onSpinWait();
      }
      mayEnd.countDown();

      var bodies = new HashSet<Body>();
      for (Future<Body> each : waiting) {
        bodies.add(each.get());
      }
      assertThat(bodies).hasSize(1).doesNotContain(slow.get());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
