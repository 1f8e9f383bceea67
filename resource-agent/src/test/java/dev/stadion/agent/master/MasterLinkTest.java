package dev.stadion.agent.master;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.detect.MasterDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** mesos-v1.md §8.1, §15: an agent follows whichever master leads. */
class MasterLinkTest {
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @Test
  void anAgentLeavesAMasterThatLeadsNoMoreForTheOneThatDoes() throws Exception {
    try (var one = new FakeMaster();
        var two = new FakeMaster()) {
      one.giveId("by-one");
      two.giveId("by-two");
      var masters = new ChangingMasters();
      try (var http = MasterLink.newHttpClient();
          var link =
              new MasterLink(
                  http,
                  MasterLinkSettings.of(masters),
                  this::subscribe,
                  listener(),
                  new Random(1))) {
        assertThat(link.master()).isEmpty();
        link.start();
        masters.become(one.uri());
        assertThat(next()).isEqualTo("by-one");
        assertThat(link.master()).contains(one.uri());

        masters.become(two.uri(), one.uri());
        assertThat(next()).contains("another master leads");
        assertThat(next()).isEqualTo("by-two");
      }
      assertThat(masters.closed).isTrue();
    }
  }

  @Test
  void aMasterThatIsAboutToHaveALeaderIsAskedAgainButNotForEver() throws Exception {
    HttpServer one = answers503("one");
    HttpServer two = answers503("two");
    var masters = new ChangingMasters();
    masters.become(address(one), address(two));
    var hasty =
        new MasterLinkSettings(
            masters,
            Optional.empty(),
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofSeconds(30),
            1 << 20);
    try (var http = MasterLink.newHttpClient();
        var link = new MasterLink(http, hasty, this::subscribe, listener(), new Random(1))) {
      link.start();

      var asked = new ArrayList<String>();
      while (asked.size() < 12) {
        asked.add(next());
      }
      assertThat(asked.subList(0, 6)).containsOnly("one");
      assertThat(asked.subList(6, 12)).containsOnly("two");
    } finally {
      one.stop(0);
      two.stop(0);
    }
  }

  /** Knows no leader, and tells {@link #heard} each time it is asked. */
  private HttpServer answers503(String name) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          heard.add(name);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static URI address(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private String next() throws InterruptedException {
    String text = heard.poll(30, TimeUnit.SECONDS);
    assertThat(text).isNotNull();
    return text;
  }

  private Call subscribe() {
    return Call.newBuilder().setType(Call.Type.SUBSCRIBE).build();
  }

  private AgentStreamListener listener() {
    return new AgentStreamListener() {
      @Override
      public void on(Event event) {
        if (event.getType() == Event.Type.SUBSCRIBED) {
          heard.add(event.getSubscribed().getAgentId().getValue());
        }
      }

      @Override
      public void disconnected(String why) {
        heard.add(why);
      }
    };
  }

  private static final class ChangingMasters implements MasterDetector {
    private volatile List<URI> masters = List.of();
    private volatile Runnable changed = () -> {};
    private volatile boolean closed;

    void become(URI... masters) {
      this.masters = List.of(masters);
      changed.run();
    }

    @Override
    public List<URI> masters() {
      return masters;
    }

    @Override
    public void onChange(Runnable changed) {
      this.changed = changed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
