package dev.stadion.dropwizard.sse;

import static java.util.Objects.requireNonNull;

import jakarta.ws.rs.core.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * A stream of events that a reader may leave and come back to without missing one (promises.md
 * P13): it names the id it has seen last, gets what was committed since from the journal, and then
 * what is new. A reader that is far behind gets a part, and its stream ends; it comes back with the
 * last id of that part.
 *
 * <p>What is published while the journal is read is in a short memory of the newest events, which
 * joins the two without a gap. A process that no longer publishes closes the hub, since its readers
 * would wait in vain.
 *
 * <p>All methods may be called from any thread. {@link #publish} is called after the commit, in the
 * order of the ids, and waits for no input or output.
 */
public final class ResumableEvents {
  private static final int PAGE = 1_000;
  private static final int LONGEST_PAST = 10_000;
  private static final int MEMORY = 4_000;

  private final SseHub hub;
  private final EventJournal journal;
  private final Deque<JournalEvent> newest = new ArrayDeque<>();
  private long forgotten;

  public ResumableEvents(SseHub hub, EventJournal journal) {
    this.hub = requireNonNull(hub, "hub");
    this.journal = requireNonNull(journal, "journal");
  }

  public synchronized void publish(JournalEvent event) {
    newest.addLast(event);
    if (newest.size() > MEMORY) {
      forgotten = newest.removeFirst().id();
    }
    hub.publish(event.frame());
  }

  /**
   * The answer to a request for the stream.
   *
   * @param last the id in {@code Last-Event-ID}; empty for new events only
   */
  public Response open(OptionalLong last, Predicate<JournalEvent> wanted) {
    List<SseEvent> past = new ArrayList<>();
    if (last.isEmpty()) {
      return hub.open(after(0, wanted), past);
    }
    long seen = last.getAsLong();
    while (past.size() < LONGEST_PAST) {
      long published = forgotten();
      List<JournalEvent> page = journal.after(seen, PAGE);
      page.stream().filter(wanted).forEach(event -> past.add(event.frame()));
      seen = page.isEmpty() ? seen : page.getLast().id();
      if (page.size() < PAGE) {
        // What was published before the journal was asked is in its answer, or too old for it.
        Optional<Response> joined = join(Math.max(seen, published), past, wanted);
        if (joined.isPresent()) {
          return joined.get();
        }
      }
    }
    return hub.past(past);
  }

  private synchronized long forgotten() {
    return forgotten;
  }

  /** Empty when more was published meanwhile than is remembered: the journal must be read on. */
  private synchronized Optional<Response> join(
      long seen, List<SseEvent> past, Predicate<JournalEvent> wanted) {
    if (forgotten > seen) {
      return Optional.empty();
    }
    long joined = seen;
    for (JournalEvent event : newest) {
      if (event.id() > seen) {
        joined = event.id();
        if (wanted.test(event)) {
          past.add(event.frame());
        }
      }
    }
    return Optional.of(hub.open(after(joined, wanted), past));
  }

  /** The journal may have told of events that are published only now. */
  private static Predicate<SseEvent> after(long seen, Predicate<JournalEvent> wanted) {
    return event -> {
      long id = Long.parseLong(event.id().orElseThrow());
      return id > seen && wanted.test(new JournalEvent(id, event.type(), event.data()));
    };
  }
}
