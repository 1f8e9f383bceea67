package dev.stadion.dropwizard.sse;

import java.util.List;

/**
 * The remembered past of a stream of events. Ids grow in the order of the commits that wrote the
 * events, so that whoever has seen one id has seen all below it. May be asked from any thread.
 */
@FunctionalInterface
public interface EventJournal {
  /**
   * @return the first events with higher ids, in order
   */
  List<JournalEvent> after(long id, int limit);
}
