package dev.stadion.chronos.runtime.outside;

import dev.stadion.chronos.document.EventDocuments;
import dev.stadion.chronos.notice.Announcement;
import dev.stadion.dropwizard.sse.SseEvent;
import dev.stadion.dropwizard.sse.SseHub;
import java.util.OptionalLong;

/** Hands what was announced to everybody who listens. */
public final class EventPublisher {
  private final SseHub hub;

  public EventPublisher(SseHub hub) {
    this.hub = hub;
  }

  /** After the commit, in the order of the commits. */
  void publish(Announcement told) {
    if (hub.readers() > 0) {
      hub.publish(
          new SseEvent(OptionalLong.of(told.id()), told.type(), EventDocuments.write(told)));
    }
  }

  /** We lead no longer: whoever listens must listen to another process. */
  void stop() {
    hub.close();
  }
}
