package dev.stadion.sim.suite;

import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.master.heart.FrameworkCall;
import dev.stadion.master.heart.Maintenance;
import dev.stadion.master.heart.MasterChange;
import dev.stadion.master.heart.MasterEffect;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterHeart;
import dev.stadion.master.heart.MasterOutcome;
import dev.stadion.master.heart.MasterSettings;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.OfferSettings;
import dev.stadion.master.heart.UpkeepSettings;
import dev.stadion.master.wire.AgentCallReader;
import dev.stadion.master.wire.AgentEvents;
import dev.stadion.master.wire.CallReader;
import dev.stadion.master.wire.FrameworkEvents;
import dev.stadion.master.wire.InvalidCallException;
import dev.stadion.master.wire.MasterIdentity;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.sim.kernel.Link;
import dev.stadion.sim.kernel.SimLoop;
import dev.stadion.sim.kernel.SimNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The master: its real heart behind connections that come and go. */
final class MasterNode extends SimNode {
  /** What an answer's headers say: the name of the stream that begins. */
  record Opened(String stream) {}

  private static final MasterSettings SETTINGS =
      new MasterSettings(
          Duration.ofSeconds(1),
          5,
          Duration.ofMinutes(10),
          Duration.ofMillis(200),
          50,
          100,
          OfferSettings.DEFAULT,
          UpkeepSettings.DEFAULT);

  private static final MasterIdentity IDENTITY = new MasterIdentity("master", "127.0.0.1", 5050);

  private final SimSuite suite;
  private final FrameworkEvents frameworkEvents =
      new FrameworkEvents("simulated", IDENTITY, 15, Maintenance.NONE);
  private AgentEvents agentEvents;
  private final SimLoop<MasterState, MasterEvent, MasterChange, MasterEffect, MasterOutcome> loop;
  private final TreeMap<String, Link> streams = new TreeMap<>();
  private MasterState checked;
  private long epoch;
  private long nextStream;

  MasterNode(SimSuite suite, StateStore<MasterState, MasterChange> store) {
    super(suite.sim(), "master");
    this.suite = suite;
    this.loop =
        new SimLoop<>(
            this,
            new MasterHeart(SETTINGS),
            store,
            suite.faults(),
            suite.sometimes(),
            (effects, state) -> perform(effects),
            this::reloaded);
  }

  /** Its books are looked at once after each commit. */
  void check() {
    MasterState state = loop.committed();
    if (state != checked) {
      MasterRules.check(state);
      checked = state;
    }
  }

  @Override
  protected void started() {
    epoch++;
    agentEvents = new AgentEvents(epoch, SETTINGS);
    loop.start(epoch);
  }

  @Override
  protected void died() {
    loop.stop();
    streams.clear();
  }

  /** What the connections meant was forgotten with the memory. */
  private void reloaded() {
    streams.clear();
    dropLinks();
  }

  // ---- connections ----

  Link.End frameworkConnection(Link link) {
    return new Stream(link) {
      private Optional<FrameworkId> framework = Optional.empty();

      @Override
      MasterEvent subscription(Object message) throws InvalidCallException {
        return CallReader.subscribe((Call) message, name);
      }

      @Override
      void answered(MasterOutcome outcome) {
        if (outcome instanceof MasterOutcome.FrameworkSubscribed(FrameworkId id)) {
          framework = Optional.of(id);
        } else {
          throw new AssertionError("a framework was refused: " + outcome);
        }
      }

      @Override
      Optional<MasterEvent> gone() {
        return framework.map(id -> new MasterEvent.FrameworkDisconnected(id, name));
      }
    };
  }

  Link.End agentConnection(Link link) {
    return new Stream(link) {
      private Optional<AgentId> agent = Optional.empty();

      @Override
      MasterEvent subscription(Object message) throws InvalidCallException {
        return AgentCallReader.read(
            (dev.stadion.mesos.agent.v1.Call) message, name, sim().instant());
      }

      @Override
      void answered(MasterOutcome outcome) {
        if (outcome instanceof MasterOutcome.AgentAdmitted(AgentId id)) {
          agent = Optional.of(id);
        } else {
          throw new AssertionError("an agent was refused: " + outcome);
        }
      }

      @Override
      Optional<MasterEvent> gone() {
        return agent.map(id -> new MasterEvent.AgentDisconnected(id, name));
      }
    };
  }

  /** One side of a connection whose first message is the subscription. */
  private abstract class Stream implements Link.End {
    final Link link;
    final String name = "stream-" + nextStream++;
    private boolean over;

    Stream(Link link) {
      this.link = link;
    }

    abstract MasterEvent subscription(Object message) throws InvalidCallException;

    abstract void answered(MasterOutcome outcome);

    abstract Optional<MasterEvent> gone();

    @Override
    public void received(Object message) {
      streams.put(name, link);
      link.toClient("", new Opened(name));
      try {
        loop.submit(subscription(message), this::decided);
      } catch (InvalidCallException e) {
        throw new AssertionError(e);
      }
    }

    private void decided(Optional<MasterOutcome> outcome) {
      if (outcome.isEmpty()) {
        link.cut();
        return;
      }
      answered(outcome.get());
      if (over) {
        gone().ifPresent(loop::post);
      }
    }

    @Override
    public void closed() {
      over = true;
      streams.remove(name);
      gone().ifPresent(loop::post);
    }
  }

  // ---- requests ----

  void frameworkCalls(String stream, List<Call> calls, Consumer<Integer> answer) {
    var read = new ArrayList<FrameworkCall>();
    try {
      for (Call call : calls) {
        read.add(CallReader.read(call));
      }
    } catch (InvalidCallException e) {
      throw new AssertionError(e);
    }
    loop.submit(
        new MasterEvent.FrameworkCalls(
            Ids.fromProto(calls.getFirst().getFrameworkId()), Optional.of(stream), read),
        outcome -> answer.accept(code(outcome)));
  }

  void agentCall(String stream, dev.stadion.mesos.agent.v1.Call call, Consumer<Integer> answer) {
    try {
      loop.submit(
          AgentCallReader.read(call, stream, sim().instant()),
          outcome -> answer.accept(code(outcome)));
    } catch (InvalidCallException e) {
      throw new AssertionError(e);
    }
  }

  private static int code(Optional<MasterOutcome> outcome) {
    return outcome.map(o -> o instanceof MasterOutcome.Accepted ? 202 : 403).orElse(503);
  }

  // ---- effects ----

  /** Neighbours for one stream are written together, as the master's shell does. */
  private void perform(List<MasterEffect> effects) {
    var run = new ArrayList<MasterEffect>();
    for (MasterEffect effect : effects) {
      if (effect instanceof MasterEffect.ToOperators) {
        continue;
      }
      if (!run.isEmpty() && !run.getFirst().stream().equals(effect.stream())) {
        tell(run);
        run.clear();
      }
      run.add(effect);
    }
    tell(run);
  }

  private void tell(List<MasterEffect> effects) {
    Link link = effects.isEmpty() ? null : streams.get(effects.getFirst().stream());
    if (link == null) {
      return;
    }
    var toFramework = new ArrayList<MasterEffect.ToFramework>();
    var toAgent = new ArrayList<MasterEffect.ToAgent>();
    boolean closes = false;
    for (MasterEffect effect : effects) {
      switch (effect) {
        case MasterEffect.ToFramework to -> toFramework.add(to);
        case MasterEffect.ToAgent to -> toAgent.add(to);
        case MasterEffect.ToOperators _, MasterEffect.GiveUp _ ->
            throw new AssertionError("nobody listens to " + effect);
      }
      closes |=
          effect instanceof MasterEffect.FrameworkClosed
              || effect instanceof MasterEffect.AgentClosed;
    }
    frameworkEvents.write(toFramework).forEach(event -> toFramework(link, event));
    agentEvents.write(toAgent).forEach(event -> link.toClient("<- " + event.getType(), event));
    if (closes) {
      link.closeFromServer();
    }
  }

  private void toFramework(Link link, Event event) {
    link.toClient("<- " + event.getType(), event);
    if (event.getType() == Event.Type.UPDATE && suite.faults().duplicatesUpdates(sim())) {
      suite.sometimes().saw("an update came twice");
      link.toClient("<- " + event.getType() + " again", event);
    }
  }
}
