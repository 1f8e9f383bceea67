package dev.stadion.dropwizard.sse;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One event of a stream.
 *
 * @param id what a reader names in {@code Last-Event-ID} when it comes back; ids grow. Empty for
 *     events that are told once or never
 * @param type the name that clients listen for; one line
 * @param data any text
 * @param brief what those get who want less; absent when there is no shorter form
 */
public record SseEvent(OptionalLong id, String type, String data, Optional<String> brief) {
  public SseEvent {
    requireNonNull(data, "data");
    requireNonNull(id, "id");
    requireNonNull(brief, "brief");
    requireOneLine(type);
  }

  public SseEvent(OptionalLong id, String type, String data) {
    this(id, type, data, Optional.empty());
  }

  /** An event that cannot be asked for later. */
  public SseEvent(String type, String data) {
    this(OptionalLong.empty(), type, data);
  }

  private static void requireOneLine(String text) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("not one line: " + text);
    }
  }
}
