package dev.stadion.agent.master;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.detect.MasterDetector;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.FrameworkID;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

  @Test
  void whatGoesWrongInTheAgentItselfEndsNoLink() throws Exception {
    try (var master = new FakeMaster()) {
      var masters = new ChangingMasters();
      masters.become(master.uri());
      var subscribes = new AtomicInteger();
      var words = new AtomicInteger();
      AgentStreamListener failing =
          new AgentStreamListener() {
            @Override
            public void on(Event event) {
              if (event.getType() == Event.Type.SUBSCRIBED && words.getAndIncrement() == 0) {
                throw new IllegalStateException("a fault in the agent");
              }
              listener().on(event);
            }

            @Override
            public void disconnected(String why) {
              heard.add(why);
            }
          };
      try (var http = MasterLink.newHttpClient();
          var link =
              new MasterLink(
                  http,
                  MasterLinkSettings.of(masters),
                  () -> {
                    if (subscribes.getAndIncrement() == 0) {
                      throw new IllegalStateException("another one");
                    }
                    return subscribe();
                  },
                  failing,
                  new Random(1))) {
        link.start();

        assertThat(next()).contains("a fault in the agent");
        assertThat(next()).isEqualTo("agent-1");
      }
    }
  }

  @Test
  void aPauseIsCutShortWhenAnotherMasterLeads() throws Exception {
    try (var master = new FakeMaster()) {
      var masters = new ChangingMasters();
      try (var http = MasterLink.newHttpClient();
          var link = link(http, patient(masters), this::subscribe)) {
        link.start();
        masters.awaitReads(2); // the pause after the second failure may last an hour

        masters.become(master.uri());

        assertThat(next()).isEqualTo("agent-1");
      }
    }
  }

  @Test
  void aMasterThatDoesNotAnswerIsLeftWhenAnotherOneLeads() throws Exception {
    var asked = new CountDownLatch(1);
    HttpServer silent =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    silent.createContext("/", _ -> asked.countDown());
    silent.start();
    try (var two = new FakeMaster()) {
      var masters = new ChangingMasters();
      masters.become(URI.create("http://127.0.0.1:" + silent.getAddress().getPort()));
      try (var http = MasterLink.newHttpClient();
          var link = link(http, patient(masters), this::subscribe)) {
        link.start();
        asked.await();

        masters.become(two.uri());

        assertThat(next()).isEqualTo("agent-1");
      }
    } finally {
      silent.stop(0);
    }
  }

  @Test
  void whatHappensWhileSubscribeIsUnderWayIsToldOverTheStreamThatFollows() throws Exception {
    try (var master = new FakeMaster()) {
      var masters = new ChangingMasters();
      masters.become(master.uri());
      var links = new AtomicReference<MasterLink>();
      MasterLink.Subscription told =
          () -> {
            Call call = subscribe();
            links.get().send(terminated("executor")); // after its state was looked at
            return call;
          };
      try (var http = MasterLink.newHttpClient();
          var link = link(http, patient(masters), told)) {
        links.set(link);
        link.start();

        assertThat(master.awaitTermination("executor")).isEqualTo(9);
        assertThat(master.subscriptions()).isOne();
      }
    }
  }

  @Test
  void whoeverMustSubscribeAgainDoesSoAlsoWhenItIsUnderWay() throws Exception {
    try (var master = new FakeMaster()) {
      var masters = new ChangingMasters();
      masters.become(master.uri());
      var links = new AtomicReference<MasterLink>();
      var made = new AtomicInteger();
      MasterLink.Subscription versioned =
          () -> {
            Call.Builder call = subscribe().toBuilder();
            call.getSubscribeBuilder()
                .setAgentInfo(AgentInfo.newBuilder().setHostname("localhost"))
                .setVersion("state " + made.incrementAndGet());
            if (made.get() == 1) {
              links.get().resubscribe("the journal was read again");
            }
            return call.build();
          };
      try (var http = MasterLink.newHttpClient();
          var link = link(http, patient(masters), versioned)) {
        links.set(link);
        link.start();

        assertThat(master.awaitSubscription(1).getVersion()).isEqualTo("state 2");
      }
    }
  }

  private MasterLink link(
      HttpClient http, MasterLinkSettings settings, MasterLink.Subscription subscribe) {
    return new MasterLink(http, settings, subscribe, listener(), new Random(1));
  }

  /** Longer than a test waits; a client is closed only when nothing is asked any more. */
  private static MasterLinkSettings patient(MasterDetector masters) {
    return new MasterLinkSettings(
        masters,
        Optional.empty(),
        Duration.ofMillis(10),
        Duration.ofHours(1),
        Duration.ofHours(1),
        Duration.ofMinutes(1),
        1 << 20);
  }

  private static Call terminated(String executor) {
    Call.Builder call = Call.newBuilder().setType(Call.Type.EXECUTOR_TERMINATED);
    call.getExecutorTerminatedBuilder()
        .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
        .setExecutorId(ExecutorID.newBuilder().setValue(executor))
        .setStatus(9);
    return call.build();
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
    private final Semaphore reads = new Semaphore(0);

    void awaitReads(int number) throws InterruptedException {
      assertThat(reads.tryAcquire(number, 30, TimeUnit.SECONDS)).isTrue();
    }

    void become(URI... masters) {
      this.masters = List.of(masters);
      changed.run();
    }

    @Override
    public List<URI> masters() {
      reads.release();
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
