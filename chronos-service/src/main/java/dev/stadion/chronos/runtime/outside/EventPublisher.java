package dev.stadion.chronos.runtime.outside;

import dev.stadion.chronos.document.EventDocuments;
import dev.stadion.chronos.notice.Announcement;
import dev.stadion.chronos.notice.EventLog;
import dev.stadion.dropwizard.sse.JournalEvent;
import dev.stadion.dropwizard.sse.ResumableEvents;
import dev.stadion.dropwizard.sse.SseHub;
import java.util.Optional;
import java.util.Set;

/** Hands what was announced to everybody who listens. */
public final class EventPublisher {
  private final SseHub hub;
  private final ResumableEvents events;

  public EventPublisher(SseHub hub, EventLog log) {
    this.hub = hub;
    this.events =
        new ResumableEvents(
            hub,
            (id, limit) ->
                log.find(new EventLog.Query(id, Optional.empty(), Set.of(), limit)).stream()
                    .map(told -> new JournalEvent(told.id(), told.type(), told.document()))
                    .toList());
  }

  /** After the commit, in the order of the commits. */
  void publish(Announcement told) {
    events.publish(new JournalEvent(told.id(), told.type(), EventDocuments.write(told)));
  }

  /** We lead no longer: whoever listens must listen to another process. */
  void stop() {
    hub.close();
  }

  public ResumableEvents events() {
    return events;
  }
}
