package dev.stadion.agent.master;

import dev.stadion.mesos.agent.v1.Call;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's conversation with whichever master leads: subscribes, keeps the stream, sends updates
 * in batches, and begins again for ever when it breaks. What is given while there is no stream and
 * none is asked for is dropped: the next SUBSCRIBE tells it, or whoever holds it says it again
 * after that. Thread-safe; many of them share one {@link HttpClient}.
 */
public final class MasterLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MasterLink.class);
  private static final int MOST_REDIRECTS = 3;
  private static final String STOPS = "the agent stops";

  /** How often in a row a master is asked again that knows no leader. */
  private static final int MOST_STAYS = 5;

  private final HttpClient http;
  private final MasterLinkSettings settings;
  private final Subscription subscribe;
  private final AgentStreamListener listener;
  private final RandomGenerator random;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Semaphore changes = new Semaphore(0); // of leaders, since masters were last read
  private volatile Attempt attempt = new Attempt();
  private volatile Optional<URI> master = Optional.empty();

  /**
   * @param subscribe makes the SUBSCRIBE call of each attempt, from what is known at that moment
   */
  public MasterLink(
      HttpClient http,
      MasterLinkSettings settings,
      Subscription subscribe,
      AgentStreamListener listener,
      RandomGenerator random) {
    this.http = http;
    this.settings = settings;
    this.subscribe = subscribe;
    this.listener = listener;
    this.random = random;
    attempt.outbox().close(); // nothing is begun yet
  }

  /** Makes the call that begins a stream. */
  @FunctionalInterface
  public interface Subscription {
    /**
     * From what is known at this moment.
     *
     * @throws IOException when that is nothing: the link tries again later
     */
    Call call() throws IOException;
  }

  /** A master answers, but knows no leader yet. */
  private static final class NotLeading extends IOException {
    private static final long serialVersionUID = 1;

    NotLeading(Throwable cause) {
      super("no leader yet", cause);
    }
  }

  /** An HTTP client as links need it: no redirects of its own, HTTP/1.1. */
  public static HttpClient newHttpClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  /** Begins to connect, on a thread of its own. */
  public void start() {
    settings.detector().onChange(this::leaderChanged);
    Thread.ofVirtual().name("master-link").start(this::run);
  }

  /** The address that answered last; empty until one did. */
  public Optional<URI> master() {
    return master;
  }

  public void send(List<Call.Update> updates) {
    attempt.outbox().add(updates);
  }

  /** Anything else than an update. */
  public void send(Call call) {
    attempt.outbox().add(call);
  }

  /** Breaks the stream, or gives up asking for one, so that the agent subscribes again. */
  public void resubscribe(String why) {
    attempt.end(why);
  }

  @Override
  public void close() {
    closing.countDown();
    changes.release();
    resubscribe(STOPS);
    settings.detector().close();
  }

  /** Whoever leads now is asked at once; the one before it may not even know that it is over. */
  private void leaderChanged() {
    changes.release();
    Attempt now = attempt;
    List<URI> masters = settings.detector().masters();
    Optional<URI> with = now.master();
    if (!masters.isEmpty() && with.isPresent() && !isSame(with.get(), masters.getFirst())) {
      now.end("another master leads: " + masters.getFirst());
    }
  }

  private static boolean isSame(URI one, URI other) {
    return one.getAuthority().equals(other.getAuthority());
  }

  private void run() {
    int failures = 0;
    int next = 0;
    int staying = 0;
    URI likeliest = null;
    while (closing.getCount() > 0) {
      changes.drainPermits();
      var begun = new Attempt();
      attempt = begun;
      try {
        List<URI> masters = masters();
        if (!masters.getFirst().equals(likeliest)) {
          likeliest = masters.getFirst();
          next = 0; // whoever is said to lead now is asked first
        }
        URI candidate = masters.get(next % masters.size());
        begun.chose(candidate);
        if (changes.availablePermits() > 0) {
          continue; // whoever told of it may not have known yet whom this one asks
        }
        AgentStream opened = open(candidate, begun, MOST_REDIRECTS);
        failures = 0;
        staying = 0;
        converse(opened, begun);
      } catch (IOException e) {
        begun.outbox().close();
        LOG.atLevel(
                failures == 0 && !(e instanceof NotLeading) && closing.getCount() > 0
                    ? org.slf4j.event.Level.WARN
                    : org.slf4j.event.Level.DEBUG)
            .log(
                "no stream from the master at {}: {}",
                begun.master().map(URI::toString).orElse("?"),
                String.valueOf(e.getMessage()));
        // Where a master lives, a leader is about to be found: no use to wait longer and longer,
        // nor
        // to ask the one that has just gone. But a master may also never find out.
        boolean stay = e instanceof NotLeading && staying++ < MOST_STAYS;
        if (!stay) {
          next++;
          staying = 0;
        }
        failures = e instanceof NotLeading ? 1 : failures;
      } catch (RuntimeException e) {
        // Whoever stopped trying here would be an agent without a master for ever.
        begun.outbox().close();
        LOG.error("the agent could not subscribe", e);
        next++;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      failures = pause(failures);
    }
  }

  private List<URI> masters() throws IOException {
    List<URI> masters;
    try {
      masters = settings.detector().masters();
    } catch (RuntimeException e) {
      throw new IOException("masters cannot be detected: " + e, e);
    }
    if (masters.isEmpty()) {
      throw new IOException("no master is known by " + settings.detector().description());
    }
    return masters;
  }

  private void converse(AgentStream opened, Attempt begun) {
    begun.opened(opened);
    if (closing.getCount() == 0) {
      opened.close(STOPS);
    }
    String why = read(opened);
    if (closing.getCount() > 0) {
      LOG.info(
          "the stream from the master at {} ended: {}", master.map(URI::toString).orElse("?"), why);
    }
    listener.disconnected(why);
  }

  /** Returns why the stream ended. */
  private String read(AgentStream opened) {
    try {
      return opened.read(listener);
    } catch (RuntimeException e) {
      LOG.error("what the master said could not be carried out", e);
      return "the agent failed: " + e;
    }
  }

  private AgentStream open(URI candidate, Attempt begun, int redirectsLeft)
      throws IOException, InterruptedException {
    URI endpoint = candidate.resolve(AgentStream.PATH);
    HttpRequest request = AgentStream.request(endpoint, settings, subscribe.call()).build();
    HttpResponse<InputStream> answer =
        begun.ask(
            candidate, () -> http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()));
    if (answer.statusCode() == 200) {
      master = Optional.of(candidate);
      return new AgentStream(http, settings, endpoint, answer, begun.outbox());
    }
    try (InputStream body = answer.body()) {
      if (answer.statusCode() == 307 && redirectsLeft > 0) {
        String location = answer.headers().firstValue("Location").orElse("");
        return openElsewhere(endpoint.resolve(location), begun, redirectsLeft - 1);
      }
      if (answer.statusCode() == 503) {
        throw new NotLeading(null);
      }
      String text = new String(body.readNBytes(500), java.nio.charset.StandardCharsets.UTF_8);
      throw new IOException("answered " + answer.statusCode() + " " + text.strip());
    } catch (IllegalArgumentException e) {
      throw new IOException("redirected to nowhere", e);
    }
  }

  /** A leader that cannot be reached is about to be replaced by whoever named it. */
  private AgentStream openElsewhere(URI leader, Attempt begun, int redirectsLeft)
      throws IOException, InterruptedException {
    try {
      return open(leader, begun, redirectsLeft);
    } catch (ConnectException e) {
      throw new NotLeading(e);
    }
  }

  /**
   * Random, so that many agents do not come back at once; the first time quick, and quick again
   * when another master leads meanwhile.
   *
   * @return how many failures there are now
   */
  private int pause(int failures) {
    try {
      boolean another =
          failures > 0 && changes.tryAcquire(upTo(later(failures)), TimeUnit.MILLISECONDS);
      if (failures == 0 || another) {
        boolean closed = closing.await(upTo(settings.firstRetry()), TimeUnit.MILLISECONDS);
        LOG.trace("paused, closed {}", closed);
        return 1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return failures + 1;
  }

  private Duration later(int failures) {
    return settings.retry().multipliedBy(1L << Math.min(failures - 1, 20));
  }

  private long upTo(Duration bound) {
    return random.nextLong(Math.min(bound.toMillis(), settings.longestRetry().toMillis()) + 1);
  }
}
