package dev.stadion.dropwizard.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.leader.Leadership;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a request where nobody leads. */
@Timeout(60)
class LeaderProxyTest {
  private static final String SELF = "127.0.0.1:4400";

  /** Led, and cannot tell whether it still does, because its database is away. */
  private static final class Cut implements Leadership {
    private final List<Duration> waits = new CopyOnWriteArrayList<>();

    @Override
    public boolean awaitActing(Duration atMost) {
      waits.add(atMost);
      return false;
    }

    @Override
    public Optional<String> leaderAddress() {
      return Optional.of(SELF);
    }
  }

  @Test
  void whoLedAndIsCutFromItsDatabaseIsWaitedForOnceAndNotAtEveryLook() throws Exception {
    var leadership = new Cut();
    var manners =
        new LeaderProxy.Manners("X-Via", "", true, request -> false, request -> false, 503);

    HttpResponse<Void> answer = ask(new LeaderProxy(leadership, () -> SELF, manners));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(leadership.waits.stream().reduce(Duration.ZERO, Duration::plus))
        .isLessThanOrEqualTo(Duration.ofSeconds(3));
  }

  private static HttpResponse<Void> ask(LeaderProxy proxy) throws Exception {
    var server = new Server();
    var connector = new ServerConnector(server);
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    var context = new ServletContextHandler();
    context.addFilter(new FilterHolder(proxy), "/*", null);
    server.setHandler(context);
    server.start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
    } finally {
      server.stop();
    }
  }
}
