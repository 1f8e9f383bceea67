package dev.stadion.mesos.recordio;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes a RecordIO stream in pieces of any size and gives back its records (mesos-v1.md §1.3). It
 * can be resumed at every byte, tolerates empty lines before a size line, and holds at most one
 * record: memory grows with the bytes that came, never with the size a peer merely announced.
 *
 * <p>Not for more than one thread. After a {@link MalformedRecordException} every further call
 * throws it again; records completed by the failing call are lost with it.
 */
public final class RecordReader {
  /** The digits of the largest unsigned 64-bit number. */
  private static final int MAX_SIZE_DIGITS = 20;

  private static final int FIRST_CAPACITY = 8 * 1024;

  private final int maxRecordBytes;

  private boolean inSize = true;
  private int sizeDigits;
  private long size;
  private byte[] record = new byte[0];
  private int filled;
  private String failure;

  /**
   * @param maxRecordBytes larger records are refused as soon as their size is read; at least 1
   */
  public RecordReader(int maxRecordBytes) {
    if (maxRecordBytes < 1) {
      throw new IllegalArgumentException("the largest record must have at least one byte");
    }
    this.maxRecordBytes = maxRecordBytes;
  }

  /** The records that {@code bytes} completed, in order; often none. */
  public List<byte[]> feed(byte[] bytes, int offset, int length) throws MalformedRecordException {
    return feed(ByteBuffer.wrap(bytes, offset, length));
  }

  /** The records that the rest of {@code bytes} completed, in order; often none. */
  public List<byte[]> feed(ByteBuffer bytes) throws MalformedRecordException {
    if (failure != null) {
      throw new MalformedRecordException(failure);
    }
    var records = new ArrayList<byte[]>();
    while (bytes.hasRemaining()) {
      if (inSize) {
        sizeByte(bytes.get());
      } else {
        take(bytes);
        if (filled == size) {
          records.add(record.length == filled ? record : Arrays.copyOf(record, filled));
          nextRecord();
        }
      }
    }
    return records;
  }

  /** Whether the stream may end here: the last record is complete and no size line is open. */
  public boolean isBetweenRecords() {
    return failure == null && inSize && sizeDigits == 0;
  }

  private void sizeByte(byte next) throws MalformedRecordException {
    if (next == '\n') {
      if (sizeDigits > 0) {
        startRecord();
      }
    } else if (next < '0' || next > '9') {
      throw fail("a record size must be decimal digits, got byte 0x%02x".formatted(next & 0xff));
    } else if (++sizeDigits > MAX_SIZE_DIGITS) {
      throw fail("a record size must not have more than " + MAX_SIZE_DIGITS + " digits");
    } else {
      size = Math.min(size * 10 + (next - '0'), Integer.MAX_VALUE + 1L);
    }
  }

  private void startRecord() throws MalformedRecordException {
    if (size == 0) {
      throw fail("a record must not be empty");
    }
    if (size > maxRecordBytes) {
      throw fail("a record must not be larger than " + maxRecordBytes + " bytes");
    }
    inSize = false;
    record = new byte[(int) Math.min(size, FIRST_CAPACITY)];
  }

  private void take(ByteBuffer bytes) {
    int length = (int) Math.min(size - filled, bytes.remaining());
    if (filled + length > record.length) {
      long doubled = Math.max(filled + length, record.length * 2L);
      record = Arrays.copyOf(record, (int) Math.min(size, doubled));
    }
    bytes.get(record, filled, length);
    filled += length;
  }

  private void nextRecord() {
    inSize = true;
    sizeDigits = 0;
    size = 0;
    filled = 0;
    record = new byte[0];
  }

  private MalformedRecordException fail(String message) {
    failure = message;
    record = new byte[0];
    return new MalformedRecordException(message);
  }
}
