package dev.stadion.sim.suite;

import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.offerclient.Calls;
import dev.stadion.offerclient.Events;
import dev.stadion.offerclient.SchedulerCalls;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.offerclient.SchedulerListener;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.sim.kernel.Link;
import dev.stadion.sim.kernel.SimNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A framework's conversation as the offer-client leads it: one stream, calls in order in batches
 * with one request under way, everything dropped when the stream ends, and back again later.
 */
final class FrameworkClient implements SchedulerCalls {
  private static final URI MASTER = URI.create("http://master:5050");
  private static final int BATCH = 10;

  private final SimSuite suite;
  private final SimNode node;
  private FrameworkInfo info;
  private FrameworkInfo subscribedAs;
  private final SchedulerListener listener;

  private Optional<FrameworkId> framework;
  private Link link;
  private String stream = "";
  private boolean subscribed;
  private boolean sending;
  private final ArrayDeque<Call> queue = new ArrayDeque<>();

  FrameworkClient(
      SimSuite suite,
      SimNode node,
      FrameworkInfo info,
      Optional<FrameworkId> framework,
      SchedulerListener listener) {
    this.suite = suite;
    this.node = node;
    this.info = info;
    this.framework = framework;
    this.listener = listener;
  }

  /** Is known in another way from now on. */
  void update(FrameworkInfo next) {
    info = next;
    tellWhoWeAre();
  }

  private void tellWhoWeAre() {
    send(id -> Calls.updateFramework(id, info, Set.of()));
  }

  void start() {
    connect();
  }

  /** Ends the conversation for good. */
  void close() {
    if (link != null) {
      Link last = link;
      link = null;
      last.cut();
    }
    closed = true;
    queue.clear();
    subscribed = false;
  }

  private boolean closed;

  private void connect() {
    if (closed) {
      return;
    }
    queue.clear();
    sending = false;
    subscribed = false;
    link =
        suite
            .net()
            .connect(node, suite.master(), FromMaster::new, suite.master()::frameworkConnection);
    if (link == null) {
      connectLater();
    } else {
      subscribedAs = info;
      link.toServer(node.name() + " subscribes", Calls.subscribe(info, framework));
    }
  }

  private void connectLater() {
    node.later(
        suite.sim().between(Duration.ofMillis(200), Duration.ofSeconds(3)),
        "",
        () -> {
          if (link == null) {
            connect();
          }
        });
  }

  private final class FromMaster implements Link.End {
    private final Link own;

    FromMaster(Link own) {
      this.own = own;
    }

    @Override
    public void received(Object message) {
      if (own != link) {
        return;
      }
      if (message instanceof MasterNode.Opened(String newStream)) {
        stream = newStream;
        return;
      }
      Events.read((Event) message, MASTER, suite.sim().instant()).event().ifPresent(this::tell);
    }

    private void tell(SchedulerEvent event) {
      if (event instanceof SchedulerEvent.Subscribed(FrameworkId id, URI master)) {
        framework = Optional.of(id);
        subscribed = true;
        if (info != subscribedAs) {
          tellWhoWeAre();
        }
      }
      listener.on(event);
    }

    @Override
    public void closed() {
      if (own == link) {
        link = null;
        queue.clear();
        if (subscribed) {
          subscribed = false;
          listener.on(new SchedulerEvent.Disconnected("the connection ended"));
        }
        connectLater();
      }
    }
  }

  @Override
  public void send(Function<FrameworkId, Call> call) {
    if (!subscribed) {
      suite.sometimes().saw("a call was dropped for want of a subscription");
      return;
    }
    queue.add(call.apply(framework.orElseThrow()));
    sendNext();
  }

  private void sendNext() {
    if (sending || queue.isEmpty() || link == null) {
      return;
    }
    sending = true;
    var batch = new ArrayList<Call>();
    while (batch.size() < BATCH && !queue.isEmpty()) {
      batch.add(queue.remove());
    }
    Link used = link;
    String with = stream;
    suite
        .net()
        .<Integer>request(
            node,
            suite.master(),
            node.name() + " " + batch.stream().map(Call::getType).toList(),
            answer -> suite.master().frameworkCalls(with, List.copyOf(batch), answer),
            code -> {
              if (used == link) {
                sending = false;
                if (code >= 300) {
                  used.cut();
                } else {
                  sendNext();
                }
              }
            },
            () -> {
              if (used == link) {
                suite.sometimes().when(hasAccept(batch), "an accept was lost");
                used.cut();
              }
            });
  }

  private static boolean hasAccept(List<Call> calls) {
    return calls.stream().anyMatch(call -> call.getType() == Call.Type.ACCEPT);
  }
}
