package dev.stadion.dropwizard.sse;

import dev.stadion.dropwizard.loop.OverloadedException;
import io.dropwizard.lifecycle.setup.LifecycleEnvironment;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Sends events to all readers that want them (promises.md P13). Publishing never waits: each reader
 * has a bounded buffer, and one that cannot keep up is cut off.
 *
 * <p>All methods may be called from any thread; events reach a reader in the order of the calls.
 */
public final class SseHub {
  /** Of the answers. */
  public static final String MEDIA_TYPE = "text/event-stream;charset=utf-8";

  private final SseSettings settings;
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

  public SseHub(SseSettings settings) {
    this.settings = settings;
  }

  /** Ends all streams when the service begins to stop, which would otherwise wait for them. */
  public SseHub closeWith(LifecycleEnvironment lifecycle) {
    lifecycle.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStopping(LifeCycle event) {
            close();
          }
        });
    return this;
  }

  /** Hands the event to everybody who wants it. */
  public void publish(SseEvent event) {
    Frame full = null;
    Frame brief = null;
    for (Reader reader : readers) {
      if (!reader.wants(event)) {
        continue;
      }
      if (reader.isBrief() && event.brief().isPresent()) {
        brief = brief == null ? Frame.of(event, true) : brief;
        reader.offer(brief);
      } else {
        full = full == null ? Frame.of(event, false) : full;
        reader.offer(full);
      }
    }
  }

  /**
   * The answer to a request for the stream; it stays open until either side closes it.
   *
   * @param wanted which events this reader gets
   * @param first what it gets before anything else
   * @see #open(Subscription)
   */
  public Response open(Predicate<SseEvent> wanted, List<SseEvent> first) {
    return open(new Subscription(wanted, false, first, Optional.empty(), () -> {}));
  }

  /**
   * The answer to a request for the stream; it stays open until either side closes it.
   *
   * @throws OverloadedException when there are too many readers
   */
  public Response open(Subscription subscription) {
    var reader = new Reader(settings, subscription, readers::size, readers::remove);
    admit(reader);
    return answer(reader);
  }

  /** One at a time, so that two cannot both be the last for whom there is room. */
  private synchronized void admit(Reader reader) {
    if (readers.size() >= settings.maxReaders()) {
      throw new OverloadedException("there are " + settings.maxReaders() + " readers already");
    }
    readers.add(reader);
  }

  private static Response answer(StreamingOutput stream) {
    return Response.ok(stream)
        .header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
        .build();
  }

  /** How many readers there are. */
  public int readers() {
    return readers.size();
  }

  /** Ends all streams. */
  public void close() {
    readers.forEach(Reader::close);
  }
}
