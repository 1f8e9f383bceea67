package dev.stadion.master.runtime;

import static java.util.Objects.requireNonNull;

import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.OperatorNote;
import dev.stadion.master.wire.OperatorEvents;
import dev.stadion.mesos.stream.EventStream;
import dev.stadion.mesos.stream.Streams;
import dev.stadion.mesos.v1.master.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells operators who have subscribed what changes (mesos-v1.md §13). A new subscriber gets the
 * state of the commit that its subscription was part of, and from then on the changes of every
 * later commit: nothing is missed and nothing told twice. For the thread that handles effects only.
 */
final class OperatorFeed {
  private final Streams streams;
  private final double heartbeatSeconds;
  private final int most;

  /** Oldest first. */
  private final Map<String, EventStream> subscribers = new LinkedHashMap<>();

  /**
   * @param most for one more the oldest is dropped
   */
  OperatorFeed(Streams streams, double heartbeatSeconds, int most) {
    this.streams = requireNonNull(streams, "streams");
    this.heartbeatSeconds = heartbeatSeconds;
    this.most = most;
  }

  /**
   * All that one commit has changed.
   *
   * @param notes in order
   */
  void tell(List<OperatorNote> notes, MasterState committed) {
    subscribers.keySet().removeIf(id -> streams.find(id).isEmpty());
    if (!subscribers.isEmpty()) {
      List<Event> events =
          notes.stream()
              .map(note -> OperatorEvents.event(note, committed))
              .flatMap(Optional::stream)
              .toList();
      if (!events.isEmpty()) {
        subscribers.values().forEach(stream -> stream.send(events));
      }
    }
    for (OperatorNote note : notes) {
      if (note instanceof OperatorNote.Subscribed(var id)) {
        streams.find(id).ifPresent(stream -> begin(stream, committed));
      }
    }
  }

  private void begin(EventStream stream, MasterState committed) {
    stream.send(List.of(OperatorEvents.subscribed(committed, heartbeatSeconds)));
    subscribers.put(stream.id(), stream);
    if (subscribers.size() > most) {
      EventStream oldest = subscribers.values().iterator().next();
      subscribers.remove(oldest.id());
      oldest.close();
    }
  }
}
