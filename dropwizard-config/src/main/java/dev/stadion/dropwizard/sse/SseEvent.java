package dev.stadion.dropwizard.sse;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One event of a stream.
 *
 * @param id what a reader names in {@code Last-Event-ID} when it comes back; empty in streams that
 *     cannot be resumed
 * @param type the name that clients listen for; one line
 * @param data any text
 */
public record SseEvent(Optional<String> id, String type, String data) {
  public SseEvent {
    requireNonNull(data, "data");
    id.ifPresent(SseEvent::requireOneLine);
    requireOneLine(type);
  }

  /** An event of a stream that cannot be resumed. */
  public SseEvent(String type, String data) {
    this(Optional.empty(), type, data);
  }

  private static void requireOneLine(String text) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("not one line: " + text);
    }
  }

  /** On the wire, with the line ends that Marathon has always sent (marathon.md §4). */
  byte[] frame() {
    var frame = new StringBuilder(data.length() + 64);
    id.ifPresent(text -> frame.append("id: ").append(text).append("\r\n"));
    frame.append("event: ").append(type).append("\r\n");
    data.lines().forEach(line -> frame.append("data: ").append(line).append("\r\n"));
    if (data.isEmpty()) {
      frame.append("data: \r\n");
    }
    return frame.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
