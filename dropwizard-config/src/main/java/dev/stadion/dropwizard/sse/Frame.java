package dev.stadion.dropwizard.sse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An event on the wire; one serves all readers. */
final class Frame {
  private final long id;
  private final byte[] bytes;

  private Frame(long id, byte[] bytes) {
    this.id = id;
    this.bytes = bytes;
  }

  /** With the line ends that Marathon has always sent (marathon.md §4). */
  static Frame of(SseEvent event, boolean briefly) {
    String text = briefly ? event.brief().orElse(event.data()) : event.data();
    var frame = new StringBuilder(text.length() + 64);
    frame.append("event: ").append(event.type()).append("\r\n");
    text.lines().forEach(line -> frame.append("data: ").append(line).append("\r\n"));
    if (text.isEmpty()) {
      frame.append("data: \r\n");
    }
    // The id comes last: there are clients that take the first two lines for the whole.
    event.id().ifPresent(number -> frame.append("id: ").append(number).append("\r\n"));
    byte[] bytes = frame.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    return new Frame(event.id().orElse(Long.MAX_VALUE), bytes);
  }

  /** Whether it comes after the event of this id; what has no id was published just now. */
  boolean follows(long other) {
    return id > other;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }
}
