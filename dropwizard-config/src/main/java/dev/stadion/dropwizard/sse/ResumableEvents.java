package dev.stadion.dropwizard.sse;

import static java.util.Objects.requireNonNull;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * A stream of events that a reader may leave and come back to without missing one (promises.md
 * P13): it names the id it has seen last, gets what was committed since from the journal, and then
 * what is new. A process that no longer publishes closes the hub, since its readers would wait in
 * vain.
 *
 * <p>All methods may be called from any thread. {@link #publish} is called after the commit, in the
 * order of the ids, and waits for no input or output.
 */
public final class ResumableEvents {
  private static final int PAGE = 1_000;

  private final SseHub hub;
  private final EventJournal journal;

  public ResumableEvents(SseHub hub, EventJournal journal) {
    this.hub = requireNonNull(hub, "hub");
    this.journal = requireNonNull(journal, "journal");
  }

  public void publish(JournalEvent event) {
    hub.publish(event.frame());
  }

  /**
   * The answer to a request for the stream.
   *
   * @param last the id in {@code Last-Event-ID}; empty for new events only
   */
  public Response open(OptionalLong last, Predicate<JournalEvent> wanted) {
    Optional<Subscription.Missed> missed =
        last.isEmpty()
            ? Optional.empty()
            : Optional.of(new Subscription.Missed(last.getAsLong(), this::page));
    return hub.open(
        new Subscription(
            event ->
                wanted.test(new JournalEvent(event.id().orElseThrow(), event.type(), event.data())),
            false,
            List.of(),
            missed,
            () -> {}));
  }

  private List<SseEvent> page(long after) {
    return journal.after(after, PAGE).stream().map(JournalEvent::frame).toList();
  }
}
