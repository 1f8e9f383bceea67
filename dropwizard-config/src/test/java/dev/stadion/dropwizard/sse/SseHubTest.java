package dev.stadion.dropwizard.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.loop.OverloadedException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SseHubTest {
  private static final int AT_ONCE = 8;

  @RepeatedTest(200)
  void thereAreNeverMoreReadersThanAllowedHoweverManyComeAtOnce() throws Exception {
    var hub = new SseHub(new SseSettings(3, 10, Duration.ofMinutes(1), Duration.ZERO));
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

  @Test
  void whoIsToldOftenIsWrittenToSeldom() throws Exception {
    long gather = 50;
    var hub =
        new SseHub(new SseSettings(1, 2_000, Duration.ofMinutes(1), Duration.ofMillis(gather)));
    var written = new Flushed();
    Response answer = hub.open(_ -> true, List.of());
    long begin = System.nanoTime();
    Thread writer = writing(answer, written);
    for (int i = 0; i < 500; i++) {
      hub.publish(new SseEvent("n", "" + i));
    }
    written.await("data: 499");
    long passed = Duration.ofNanos(System.nanoTime() - begin).toMillis();
    hub.close();
    writer.join();

    assertThat(written.text().lines().filter("event: n"::equals)).hasSize(500);
    assertThat(written.flushes()).isLessThanOrEqualTo(2 + passed / gather);
  }

  @Test
  void aFullBufferIsWrittenAtOnce() throws Exception {
    var hub = new SseHub(new SseSettings(1, 10, Duration.ofMinutes(1), Duration.ofDays(1)));
    var written = new Flushed();
    Response answer = hub.open(_ -> true, List.of());
    for (int i = 0; i < 6; i++) {
      hub.publish(new SseEvent("n", "" + i));
    }
    Thread writer = writing(answer, written);
    written.await("data: 5");
    hub.publish(new SseEvent("n", "waits for a day"));
    hub.close();
    writer.join();

    assertThat(written.text()).doesNotContain("waits for a day");
  }

  /**
   * Who comes back asks for what follows the last event that he got: there must be no hole before.
   */
  @Test
  void whoIsCutOffGetsNothingThatCameLaterThanWhatHeDidNotGet() throws Exception {
    var hub = new SseHub(new SseSettings(1, 2, Duration.ofMinutes(1), Duration.ZERO));
    var told = new ArrayList<Integer>();
    var slow =
        new OutputStream() {
          private final StringBuilder got = new StringBuilder();

          @Override
          public void write(int b) {
            got.append((char) b);
            if (got.toString().endsWith("data: 0")) {
              publish(1, 2, 3); // for the last one there is no room
            } else if (got.toString().endsWith("data: 1")) {
              publish(4); // for which there is room again
            }
          }

          private void publish(int... numbers) {
            for (int number : numbers) {
              told.add(number);
              hub.publish(new SseEvent("n", "" + number));
            }
          }
        };
    var stream = (StreamingOutput) hub.open(_ -> true, List.of()).getEntity();

    hub.publish(new SseEvent("n", "0"));
    stream.write(slow);

    assertThat(told).containsExactly(1, 2, 3, 4);
    assertThat(slow.got.toString().lines().filter(line -> line.startsWith("data: ")))
        .containsExactly("data: 0", "data: 1", "data: 2");
    assertThat(hub.readers()).isZero();
  }

  private static Thread writing(Response answer, Flushed written) {
    var stream = (StreamingOutput) answer.getEntity();
    return Thread.ofVirtual()
        .start(() -> {
          try {
            stream.write(written);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** What a reader has got, and in how many pieces. */
  private static final class Flushed extends OutputStream {
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private final StringBuilder got = new StringBuilder();
    private long flushes;

    @Override
    public synchronized void write(int b) {
      waiting.write(b);
    }

    @Override
    public synchronized void flush() {
      got.append(waiting.toString(UTF_8));
      waiting.reset();
      flushes++;
      notifyAll();
    }

    synchronized void await(String part) throws InterruptedException {
      while (got.indexOf(part) < 0) {
        wait();
      }
    }

    synchronized String text() {
      return got.toString();
    }

    synchronized long flushes() {
      return flushes;
    }
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
