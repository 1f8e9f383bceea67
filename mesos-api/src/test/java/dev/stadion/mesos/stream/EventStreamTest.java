package dev.stadion.mesos.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.mesos.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private static final Event SUBSCRIBED = event(Event.Type.SUBSCRIBED);
  private static final Event HEARTBEAT = event(Event.Type.HEARTBEAT);
  private static final Event OFFERS = event(Event.Type.OFFERS);

  @Test
  void jsonHasOneFlushForEachRecord() throws Exception {
    List<byte[]> flushed = pumped(WireFormat.JSON, SUBSCRIBED, OFFERS);

    assertThat(flushed)
        .extracting(bytes -> new String(bytes, UTF_8))
        .containsExactly("21\n{\"type\":\"SUBSCRIBED\"}", "17\n{\"type\":\"OFFERS\"}");
  }

  @Test
  void protobufHasOneFlushForAllThatWaits() throws Exception {
    assertThat(pumped(WireFormat.PROTOBUF, SUBSCRIBED, OFFERS)).hasSize(1);
  }

  /** What each flush let go when the messages were there before the pump began. */
  private static List<byte[]> pumped(WireFormat format, Message... messages) throws Exception {
    var streams = new Streams(() -> "s", Beat.atOnce(Duration.ofDays(1)), 1_000_000, () -> 0);
    EventStream stream = streams.open(format, HEARTBEAT);
    stream.send(List.of(messages));
    stream.close();
    var flushes = new Flushes();

    stream.pump(flushes);

    return flushes.flushed;
  }

  private static Event event(Event.Type type) {
    return Event.newBuilder().setType(type).build();
  }

  private static final class Flushes extends ByteArrayOutputStream {
    private final List<byte[]> flushed = new ArrayList<>();

    @Override
    public void flush() {
      flushed.add(toByteArray());
      reset();
    }
  }
}
