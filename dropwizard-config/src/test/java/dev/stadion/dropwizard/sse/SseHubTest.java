package dev.stadion.dropwizard.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.loop.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;

class SseHubTest {
  private static final int AT_ONCE = 8;

  @RepeatedTest(200)
  void thereAreNeverMoreReadersThanAllowedHoweverManyComeAtOnce() throws Exception {
    var hub = new SseHub(new SseSettings(3, 10, Duration.ofMinutes(1)));
    var gate = new CyclicBarrier(AT_ONCE);
    List<Future<Boolean>> asked = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int i = 0; i < AT_ONCE; i++) {
        asked.add(
            threads.submit(() -> {
              gate.await();
              return isLetIn(hub);
            }));
      }
    }

    int letIn = 0;
    for (Future<Boolean> each : asked) {
      letIn += each.get() ? 1 : 0;
    }
    assertThat(letIn).isEqualTo(3);
    assertThat(hub.readers()).isEqualTo(3);
  }

  private static boolean isLetIn(SseHub hub) {
    try {
      hub.open(_ -> true, List.of()).close();
      return true;
    } catch (OverloadedException e) {
      return false;
    }
  }
}
