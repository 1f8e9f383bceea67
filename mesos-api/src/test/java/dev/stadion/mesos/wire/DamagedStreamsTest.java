package dev.stadion.mesos.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.mesos.Generated;
import dev.stadion.mesos.recordio.MalformedRecordException;
import dev.stadion.mesos.recordio.RecordIo;
import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.v1.scheduler.Event;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A stream damaged anywhere is read or refused by the two declared exceptions, never otherwise. */
class DamagedStreamsTest {
  private static final int STREAMS = 20_000;
  private static final int LARGEST_RECORD = 1 << 16;

  @Test
  void twentyThousandDamagedStreamsAreReadOrRefused() {
    List<byte[]> whole = streams();
    var random = new Random(4711);
    int refused = 0;
    for (int i = 0; i < STREAMS; i++) {
      byte[] stream = damaged(whole.get(random.nextInt(whole.size())), random);

      refused += isRefused(stream, format(i), random) ? 1 : 0;
    }
    // The damage is real, and not every damage can be noticed.
    assertThat(refused).isBetween(STREAMS / 3, STREAMS - 1);
  }

  /** Reads as a client does: piece by piece, each record a message, up to the first mistake. */
  private static boolean isRefused(byte[] stream, WireFormat format, Random random) {
    var reader = new RecordReader(LARGEST_RECORD);
    try {
      for (int from = 0; from < stream.length; ) {
        int length = Math.min(1 + random.nextInt(200), stream.length - from);
        for (byte[] record : reader.feed(stream, from, length)) {
          assertThat(record.length).isBetween(1, LARGEST_RECORD);
          format.read(record, Event.newBuilder());
        }
        from += length;
      }
      return !reader.isBetweenRecords();
    } catch (MalformedRecordException | MalformedMessageException e) {
      assertThat(e.getMessage()).isNotBlank();
      return true;
    }
  }

  /** Of each format some, with a few generated events. */
  private static List<byte[]> streams() {
    var streams = new ArrayList<byte[]>();
    for (int seed = 0; seed < 40; seed++) {
      var generated = new Generated(seed);
      var stream = new ByteArrayOutputStream();
      for (int event = 0; event < 3; event++) {
        var message = generated.message(Event.newBuilder());
        stream.writeBytes(RecordIo.frame(format(seed).write(message)));
      }
      streams.add(stream.toByteArray());
    }
    return streams;
  }

  private static WireFormat format(int number) {
    return number % 2 == 0 ? WireFormat.JSON : WireFormat.PROTOBUF;
  }

  private static byte[] damaged(byte[] stream, Random random) {
    byte[] damaged = stream.clone();
    switch (random.nextInt(4)) {
      case 0 -> damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
      case 1 -> {
        int from = random.nextInt(damaged.length);
        damaged = Arrays.copyOfRange(damaged, from, damaged.length);
      }
      case 2 -> {
        for (int at = random.nextInt(20); at < damaged.length; at += 1 + random.nextInt(400)) {
          damaged[at] = (byte) random.nextInt(256);
        }
      }
      default -> damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return damaged;
  }
}
