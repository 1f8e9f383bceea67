package dev.stadion.master.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A finished document. Immutable: many readers may write it at once. */
public final class Body {
  private final List<byte[]> segments;
  private final long length;

  Body(List<byte[]> segments) {
    this.segments = List.copyOf(segments);
    this.length = segments.stream().mapToLong(segment -> segment.length).sum();
  }

  /** What is put around a document. */
  public static Body of(String text) {
    return new Body(List.of(text.getBytes(UTF_8)));
  }

  /** In bytes. */
  public long length() {
    return length;
  }

  public void writeTo(OutputStream out) throws IOException {
    for (byte[] segment : segments) {
      out.write(segment);
    }
  }

  byte[] bytes() {
    var all = new ByteArrayOutputStream(Math.toIntExact(length));
    segments.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
