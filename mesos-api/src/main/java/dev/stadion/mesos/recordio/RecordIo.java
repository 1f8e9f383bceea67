package dev.stadion.mesos.recordio;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Writes records: {@code size LF data}, nothing after (mesos-v1.md §1.3). */
public final class RecordIo {
  private RecordIo() {}

  /**
   * The record with its size line in front. Flush after each, or the reader waits.
   *
   * @throws IllegalArgumentException when {@code record} is empty: RecordIO has no empty records
   */
  public static byte[] frame(byte[] record) {
    if (record.length == 0) {
      throw new IllegalArgumentException("a record must not be empty");
    }
    byte[] size = (record.length + "\n").getBytes(US_ASCII);
    byte[] framed = new byte[size.length + record.length];
    System.arraycopy(size, 0, framed, 0, size.length);
    System.arraycopy(record, 0, framed, size.length, record.length);
    return framed;
  }
}
