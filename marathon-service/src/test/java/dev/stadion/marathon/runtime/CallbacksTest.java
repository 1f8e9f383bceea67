package dev.stadion.marathon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events are posted to those who gave an address (marathon.md §3.9). */
class CallbacksTest {
  private final LinkedBlockingQueue<String> posted = new LinkedBlockingQueue<>();
  private final CountDownLatch slow = new CountDownLatch(1);
  private final Callbacks callbacks = new Callbacks(Duration.ofSeconds(20), Set.of());
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(runnable -> Thread.ofVirtual().start(runnable));
    server.createContext(
        "/",
        exchange -> {
          posted.add(
              exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.createContext(
        "/slow",
        exchange -> {
          try {
            slow.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    slow.countDown();
    callbacks.close();
    server.stop(0);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  @Test
  void eventsArriveInOrderEvenIfAnotherSubscriberHangs() throws Exception {
    Set<String> all = Set.of(url("/"), url("/slow"), "http://127.0.0.1:1/");
    for (int i = 0; i < 20; i++) {
      callbacks.publish("{\"n\":" + i + "}", all);
    }

    for (int i = 0; i < 20; i++) {
      assertThat(posted.poll(20, TimeUnit.SECONDS)).isEqualTo("application/json {\"n\":" + i + "}");
    }
  }

  @Test
  void whoHasLeftGetsNothingMore() throws Exception {
    callbacks.publish("1", Set.of(url("/")));
    assertThat(posted.poll(20, TimeUnit.SECONDS)).endsWith("1");

    callbacks.publish("2", Set.of());
    callbacks.publish("3", Set.of(url("/")));

    assertThat(posted.poll(20, TimeUnit.SECONDS)).endsWith("3");
  }
}
