package dev.stadion.dropwizard.sse;

import java.util.List;

/** Where events can be read that were published before. */
@FunctionalInterface
public interface Backlog {
  /**
   * What follows the event of this id, the oldest first: as many as make a page, at least one if
   * there is any. Called by readers' threads; may block. Everything that was published and has an
   * id is found.
   */
  List<SseEvent> after(long id);
}
