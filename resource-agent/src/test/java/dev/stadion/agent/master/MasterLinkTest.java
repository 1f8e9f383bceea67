package dev.stadion.agent.master;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.runtime.FakeMaster;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.detect.MasterDetector;
import java.net.URI;
import java.util.List;
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
