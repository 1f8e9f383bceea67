package dev.stadion.agent.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What one archive may still unpack to. What comes out of the decompressor and what is written are
 * counted apart, because headers inflate without being written and holes are written without being
 * inflated. One thread.
 */
final class Budget {
  private static final long ALWAYS_FINE = 1L << 20;
  private static final int LARGEST_HEADER = 1 << 20;
  private static final int BUFFER = 64 * 1024;

  private final FetchLimits limits;
  private final long packed;
  private long inflated;
  private long written;
  private int entries;
  private long headerLeft = Long.MAX_VALUE;

  /**
   * @param packed the size of the archive
   */
  Budget(FetchLimits limits, long packed) {
    this.limits = limits;
    this.packed = packed;
  }

  /** One more entry, of whatever kind. */
  void entry() throws FetchException {
    Wanted.check();
    if (++entries > limits.entries()) {
      throw new FetchException("it has more than " + limits.entries() + " entries");
    }
  }

  void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      Wanted.check();
      written += n;
      check(written);
      out.write(buffer, 0, n);
    }
  }

  /** From here on a header is read: names are kept in memory, so they must end soon. */
  void inHeader() {
    headerLeft = LARGEST_HEADER;
  }

  void inContent() {
    headerLeft = Long.MAX_VALUE;
  }

  /** Counts what a decompressor gives. */
  InputStream counting(InputStream decompressed) {
    return new FilterInputStream(decompressed) {
      @Override
      public int read() throws IOException {
        int value = in.read();
        inflated(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        inflated(Math.max(0, n));
        return n;
      }

      @Override
      public long skip(long wanted) throws IOException {
        byte[] thrownAway = new byte[(int) Math.min(BUFFER, Math.max(0, wanted))];
        return Math.max(0, read(thrownAway, 0, thrownAway.length));
      }

      @Override
      public boolean markSupported() {
        return false;
      }
    };
  }

  long written() {
    return written;
  }

  int entries() {
    return entries;
  }

  private void inflated(long bytes) throws FetchException {
    inflated += bytes;
    check(inflated);
    headerLeft -= bytes;
    if (headerLeft < 0) {
      throw new FetchException("it has a header of more than " + Shown.bytes(LARGEST_HEADER));
    }
  }

  private void check(long unpacked) throws FetchException {
    if (unpacked > limits.unpackedBytes()) {
      throw new FetchException("it unpacks to more than " + Shown.bytes(limits.unpackedBytes()));
    }
    if (unpacked > Math.max(ALWAYS_FINE, limits.ratio() * packed)) {
      throw new FetchException("it unpacks to more than " + limits.ratio() + " times its size");
    }
  }
}
