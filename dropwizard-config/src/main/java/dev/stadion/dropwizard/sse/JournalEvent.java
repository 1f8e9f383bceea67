package dev.stadion.dropwizard.sse;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * An event of a stream that can be resumed.
 *
 * @param id above those of all events that were committed before it
 */
public record JournalEvent(long id, String type, String data) {
  public JournalEvent {
    requireNonNull(type, "type");
    requireNonNull(data, "data");
  }

  SseEvent frame() {
    return new SseEvent(OptionalLong.of(id), type, data);
  }
}
