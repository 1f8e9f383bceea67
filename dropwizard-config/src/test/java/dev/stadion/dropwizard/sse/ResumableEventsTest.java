package dev.stadion.dropwizard.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** promises.md P13: whoever comes back misses nothing and gets nothing twice. */
class ResumableEventsTest {
  private final ConcurrentSkipListMap<Long, JournalEvent> rows = new ConcurrentSkipListMap<>();
  private final SseHub hub = new SseHub(new SseSettings(10, 20_000, Duration.ofHours(1)));
  private Runnable whileReading = () -> {};
  private final ResumableEvents events = new ResumableEvents(hub, this::after);

  private List<JournalEvent> after(long id, int limit) {
    List<JournalEvent> found = rows.tailMap(id, false).values().stream().limit(limit).toList();
    Runnable once = whileReading;
    whileReading = () -> {};
    once.run();
    return found;
  }

  private static JournalEvent event(long id) {
    return new JournalEvent(id, id % 2 == 0 ? "even" : "odd", "{}");
  }

  private void happens(long id) {
    rows.put(id, event(id));
    events.publish(event(id));
  }

  /** What a reader gets until this id, and nothing more of what there is. */
  private List<Long> reads(OptionalLong last, Runnable later, long until) throws Exception {
    var body = (StreamingOutput) events.open(last, event -> true).getEntity();
    var text = new ByteArrayOutputStream();
    var done = new CountDownLatch(1);
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                body.write(new Watching(text, "id: " + until + "\r\n", done));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              } finally {
                done.countDown();
              }
            });
    later.run();
    done.await();
    hub.close();
    reader.join();
    return text.toString(UTF_8)
        .lines()
        .filter(line -> line.startsWith("id: "))
        .map(line -> Long.valueOf(line.substring(4)))
        .toList();
  }

  private static final class Watching extends OutputStream {
    private final ByteArrayOutputStream text;
    private final String sign;
    private final CountDownLatch seen;

    Watching(ByteArrayOutputStream text, String sign, CountDownLatch seen) {
      this.text = text;
      this.sign = sign;
      this.seen = seen;
    }

    @Override
    public void write(int b) {
      text.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      text.write(bytes, offset, length);
    }

    @Override
    public void flush() {
      if (text.toString(UTF_8).contains(sign)) {
        seen.countDown();
      }
    }
  }

  @Test
  void aReaderThatComesBackGetsThePastAndThenWhatIsNew() throws Exception {
    LongStream.rangeClosed(1, 5).forEach(this::happens);

    List<Long> read = reads(OptionalLong.of(2), () -> happens(6), 6);

    assertThat(read).containsExactly(3L, 4L, 5L, 6L);
  }

  @Test
  void whatIsPublishedWhileTheJournalIsReadIsNotLost() throws Exception {
    LongStream.rangeClosed(1, 3).forEach(this::happens);
    whileReading = () -> LongStream.rangeClosed(4, 7).forEach(this::happens);

    assertThat(reads(OptionalLong.of(0), () -> {}, 7)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void whatTheJournalHasBeforeItIsPublishedComesOnce() throws Exception {
    happens(1);
    rows.put(2L, event(2)); // committed, and published only later

    List<Long> read =
        reads(
            OptionalLong.of(0),
            () -> {
              events.publish(event(2));
              happens(3);
            },
            3);

    assertThat(read).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aFloodWhileTheJournalIsReadIsReadFromTheJournal() throws Exception {
    happens(1);
    whileReading = () -> LongStream.rangeClosed(2, 6_001).forEach(this::happens);

    List<Long> read = reads(OptionalLong.of(0), () -> {}, 6_001);

    assertThat(read).isEqualTo(LongStream.rangeClosed(1, 6_001).boxed().toList());
  }

  @Test
  void aReaderFarBehindGetsAllOfIt() throws Exception {
    LongStream.rangeClosed(1, 25_000).forEach(id -> rows.put(id, event(id)));

    List<Long> all = reads(OptionalLong.of(0), () -> {}, 25_000);

    assertThat(all).isEqualTo(LongStream.rangeClosed(1, 25_000).boxed().toList());
  }

  @Test
  void aPastThatWasForgottenHoldsNobodyUp() throws Exception {
    LongStream.rangeClosed(1, 5_000).forEach(this::happens);
    rows.clear();

    assertThat(reads(OptionalLong.of(1), () -> happens(5_001), 5_001)).endsWith(5_001L);
  }
}
