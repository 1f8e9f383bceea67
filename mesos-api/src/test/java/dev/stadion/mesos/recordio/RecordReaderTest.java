package dev.stadion.mesos.recordio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {
  private static final String THREE = "20\n{\"type\":\"HEARTBEAT\"}5\nhello\n\n1\n\n";

  @Test
  void aRecordIsItsSizeAndItsBytes() {
    assertThat(text(RecordIo.frame("{\"type\":\"HEARTBEAT\"}".getBytes(UTF_8))))
        .isEqualTo("20\n{\"type\":\"HEARTBEAT\"}");
    assertThat(text(RecordIo.frame("größe".getBytes(UTF_8)))).isEqualTo("7\ngröße");
    assertThatThrownBy(() -> RecordIo.frame(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aStreamMayBeSplitAtEveryByte() throws MalformedRecordException {
    byte[] stream = THREE.getBytes(UTF_8);
    for (int first = 0; first <= stream.length; first++) {
      for (int second = first; second <= stream.length; second++) {
        var reader = new RecordReader(100);
        var records = new ArrayList<byte[]>();

        records.addAll(reader.feed(stream, 0, first));
        records.addAll(reader.feed(stream, first, second - first));
        records.addAll(reader.feed(ByteBuffer.wrap(stream, second, stream.length - second)));

        assertThat(records.stream().map(RecordReaderTest::text))
            .as("split at %d and %d", first, second)
            .containsExactly("{\"type\":\"HEARTBEAT\"}", "hello", "\n");
        assertThat(reader.isBetweenRecords()).isTrue();
      }
    }
  }

  @Test
  void bytesMayComeOneByOne() throws MalformedRecordException {
    var reader = new RecordReader(100);
    var records = new ArrayList<byte[]>();
    for (byte next : THREE.getBytes(UTF_8)) {
      records.addAll(reader.feed(new byte[] {next}, 0, 1));
    }
    assertThat(records).hasSize(3);
  }

  @Test
  void anEndInsideARecordOrASizeIsNoticed() throws MalformedRecordException {
    var reader = new RecordReader(100);
    assertThat(reader.isBetweenRecords()).isTrue();
    for (String part : List.of("2", "\n", "a")) {
      reader.feed(part.getBytes(UTF_8), 0, part.length());
      assertThat(reader.isBetweenRecords()).as("after %s", part).isFalse();
    }
    reader.feed("b".getBytes(UTF_8), 0, 1);
    assertThat(reader.isBetweenRecords()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\n",
        "000\n",
        "-1\na",
        "+1\na",
        "1 \na",
        " 1\na",
        "1\r\na",
        "0x1\na",
        "{}",
        "101\n",
        "18446744073709551615\n",
        "18446744073709551617\n",
        "4294967297\n",
        "999999999999999999999\n"
      })
  void badSizesAreRefusedAndTheStreamStaysRefused(String stream) {
    var reader = new RecordReader(100);

    assertThatThrownBy(() -> feed(reader, stream)).isInstanceOf(MalformedRecordException.class);

    assertThatThrownBy(() -> feed(reader, "1\na")).isInstanceOf(MalformedRecordException.class);
    assertThat(reader.isBetweenRecords()).isFalse();
  }

  @Test
  void theLargestRecordIsAcceptedAndLeadingZerosAreDigits() throws MalformedRecordException {
    assertThat(feed(new RecordReader(100), "100\n" + "x".repeat(100))).hasSize(1);
    assertThat(feed(new RecordReader(100), "007\nseconds")).hasSize(1);
  }

  @Test
  void anAnnouncedSizeCostsNoMemoryUntilItsBytesCome() throws MalformedRecordException {
    var readers = new ArrayList<RecordReader>();
    for (int i = 0; i < 1_000; i++) {
      var reader = new RecordReader(Integer.MAX_VALUE);
      feed(reader, "2147483647\n"); // together two terabytes
      readers.add(reader);
    }
    assertThat(readers).noneMatch(RecordReader::isBetweenRecords);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsFramedComesBackInPiecesOfAnySize(long seed) throws MalformedRecordException {
    var random = new Random(seed);
    var records = new ArrayList<byte[]>();
    var stream = new ByteArrayOutputStream();
    for (int i = 0; i < 50; i++) {
      byte[] record = new byte[1 + random.nextInt(i % 10 == 0 ? 100_000 : 50)];
      random.nextBytes(record);
      records.add(record);
      stream.writeBytes(RecordIo.frame(record));
    }

    var reader = new RecordReader(100_000);
    var read = new ArrayList<byte[]>();
    byte[] bytes = stream.toByteArray();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(30_000));
      read.addAll(reader.feed(bytes, at, length));
      at += length;
    }

    assertThat(read).containsExactlyElementsOf(records);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void nonsenseIsReadOrRefusedWithTheDeclaredExceptionOnly(long seed) {
    var random = new Random(seed);
    byte[] alphabet = "0123456789\n\r -{".getBytes(UTF_8);
    for (int round = 0; round < 2_000; round++) {
      byte[] nonsense = new byte[1 + random.nextInt(40)];
      for (int i = 0; i < nonsense.length; i++) {
        nonsense[i] = alphabet[random.nextInt(random.nextBoolean() ? 11 : alphabet.length)];
      }
      var reader = new RecordReader(50);
      try {
        for (byte[] record : reader.feed(nonsense, 0, nonsense.length)) {
          assertThat(record).hasSizeBetween(1, 50);
        }
      } catch (MalformedRecordException e) {
        assertThat(reader.isBetweenRecords()).isFalse();
      }
    }
  }

  private static List<byte[]> feed(RecordReader reader, String stream)
      throws MalformedRecordException {
    byte[] bytes = stream.getBytes(UTF_8);
    return reader.feed(bytes, 0, bytes.length);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
