package dev.stadion.marathon.runtime;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts events to those who subscribed with an address (marathon.md §3.9). Each has a bounded
 * buffer and a virtual thread of its own, so that none can hold up the others or us; whoever does
 * not keep up misses events. May be called from any thread; never waits.
 */
public final class Callbacks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Callbacks.class);
  private static final int BUFFER = 1000;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Duration timeout;
  private final Set<String> fixed;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Map<String, Subscriber> subscribers = new HashMap<>();

  /**
   * @param timeout after which a subscriber counts as too slow and is left alone for a while
   * @param fixed addresses that get everything without asking
   */
  public Callbacks(Duration timeout, Set<String> fixed) {
    this.timeout = requireNonNull(timeout, "timeout");
    this.fixed = Set.copyOf(fixed);
  }

  /**
   * @param json of the event
   * @param subscribed the addresses of all who asked
   */
  public synchronized void publish(String json, Set<String> subscribed) {
    var urls = new TreeSet<>(fixed);
    urls.addAll(subscribed);
    subscribers
        .entrySet()
        .removeIf(entry -> {
          boolean left = !urls.contains(entry.getKey());
          if (left) {
            entry.getValue().thread.interrupt();
          }
          return left;
        });
    for (String url : urls) {
      Subscriber subscriber =
          subscribers.computeIfAbsent(url, key -> new Subscriber(URI.create(key)));
      if (!subscriber.events.offer(json)) {
        log.debug("{} is too slow and misses an event", url);
      }
    }
  }

  @Override
  public synchronized void close() {
    subscribers.values().forEach(subscriber -> subscriber.thread.interrupt());
    subscribers.clear();
    client.shutdownNow();
  }

  private final class Subscriber {
    private final URI url;
    private final ArrayBlockingQueue<String> events = new ArrayBlockingQueue<>(BUFFER);
    private final Thread thread;

    Subscriber(URI url) {
      this.url = url;
      this.thread = Thread.ofVirtual().name("callback-" + url.getHost()).start(this::run);
    }

    private void run() {
      Duration pause = FIRST_PAUSE;
      try {
        while (true) {
          if (post(events.take())) {
            pause = FIRST_PAUSE;
          } else {
            Thread.sleep(pause);
            pause = longer(pause);
          }
        }
      } catch (InterruptedException e) {
        // It has unsubscribed, or we stop.
        Thread.currentThread().interrupt();
      }
    }

    private static Duration longer(Duration pause) {
      Duration twice = pause.multipliedBy(2);
      return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private boolean post(String json) throws InterruptedException {
      try {
        HttpRequest request =
            HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status >= 300) {
          log.info("{} answered {} to an event", url, status);
        }
        return true;
      } catch (IOException e) {
        log.info("{} does not take events: {}", url, e.toString());
        return false;
      }
    }
  }
}
