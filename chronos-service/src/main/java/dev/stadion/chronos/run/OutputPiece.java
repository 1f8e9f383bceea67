package dev.stadion.chronos.run;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;

/**
 * Some bytes of an output.
 *
 * @param data read-only; may be empty
 * @param offset of its first byte in the whole output
 * @param size of the whole output, as far as it was written
 */
public record OutputPiece(ByteBuffer data, long offset, long size) {
  public OutputPiece {
    data = requireNonNull(data, "data").asReadOnlyBuffer();
  }

  /** Where the next piece begins. */
  public long end() {
    return offset + data.remaining();
  }

  /**
   * The part of this piece that was asked for; begins later when the beginning is not there.
   *
   * @param from in the whole output
   * @param length at most
   */
  public OutputPiece part(long from, int length) {
    int start = Math.clamp(from - offset, 0, data.remaining());
    int bytes = Math.min(length, data.remaining() - start);
    return new OutputPiece(data.slice(data.position() + start, bytes), offset + start, size);
  }

  public byte[] bytes() {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return bytes;
  }
}
