package dev.stadion.master.runtime;

import static java.util.Objects.requireNonNull;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterHeart;
import dev.stadion.master.heart.MasterSettings;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Task;
import dev.stadion.master.heart.TaskKey;
import dev.stadion.master.wire.AgentCallReader;
import dev.stadion.master.wire.AgentEvents;
import dev.stadion.master.wire.Agents;
import dev.stadion.master.wire.Frameworks;
import dev.stadion.master.wire.InvalidCallException;
import dev.stadion.master.wire.MasterIdentity;
import dev.stadion.master.wire.TaskMessages;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.stream.Beat;
import dev.stadion.mesos.stream.EventStream;
import dev.stadion.mesos.stream.Streams;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.wire.MalformedMessageException;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.id.FrameworkId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Practises what a new leader does first, on a state that is thrown away afterwards: every
 * framework subscribes and every agent comes back, from the bytes of their calls to the bytes of
 * the answers. Nothing is stored and nothing leaves the process. A Java process does a thing
 * several times faster when it has done it some thousand times, and the first seconds of a leader
 * are when a cluster has to wait for it. For one thread.
 */
public final class Rehearsal {
  private static final Beat BEAT = Beat.later(Duration.ofHours(1));
  private static final MasterIdentity NOBODY = new MasterIdentity("rehearsal", "127.0.0.1", 1);

  private final MasterHeart heart;
  private final InstantSource clock;
  private final Streams streams;
  private final MasterEffects effects;

  public Rehearsal(MasterSettings settings, InstantSource clock) {
    this.heart = new MasterHeart(settings);
    this.clock = requireNonNull(clock, "clock");
    var names = new AtomicLong();
    this.streams =
        new Streams(() -> "rehearsal-" + names.incrementAndGet(), BEAT, Long.MAX_VALUE, () -> 0L);
    this.effects = new MasterEffects(streams, () -> NOBODY, settings, 1, 1, why -> {});
  }

  /**
   * @param state as a new leader would find it
   * @param atMost so many agents come back
   * @param enough asked between two of them
   * @return how many agents came back
   */
  public int run(MasterState state, int atMost, BooleanSupplier enough) {
    MasterState now = state;
    for (Framework framework : state.frameworks().values()) {
      now = subscribe(now, framework);
    }
    int registered = 0;
    Iterator<Agent> agents = state.agents().values().iterator();
    while (agents.hasNext() && registered < atMost && !enough.getAsBoolean()) {
      now = register(now, agents.next());
      registered++;
    }
    return registered;
  }

  private MasterState subscribe(MasterState state, Framework framework) {
    EventStream stream = streams.open(WireFormat.PROTOBUF, AgentEvents.heartbeat(state.epoch()));
    return decide(
        state,
        new MasterEvent.Subscribe(
            stream.id(), Optional.of(framework.id()), framework.description(), Set.of()),
        stream);
  }

  private MasterState register(MasterState state, Agent agent) {
    EventStream stream = streams.open(WireFormat.PROTOBUF, AgentEvents.heartbeat(state.epoch()));
    try {
      byte[] sent = WireFormat.PROTOBUF.write(call(state, agent));
      Call call = WireFormat.PROTOBUF.read(sent, Call.newBuilder()).build();
      return decide(state, AgentCallReader.read(call, stream.id(), clock.instant()), stream);
    } catch (MalformedMessageException | InvalidCallException e) {
      throw new IllegalStateException("what this master has written cannot be read", e);
    }
  }

  private MasterState decide(MasterState state, MasterEvent event, EventStream stream) {
    var decision = heart.decide(state, event, clock.instant());
    effects.handle(decision.effects(), decision.state());
    stream.close();
    try {
      stream.pump(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    streams.forget(stream);
    return decision.state();
  }

  /** What the agent would say, as far as this master knows. */
  private static Call call(MasterState state, Agent agent) {
    AgentInfo info =
        Agents.info(agent.description()).toBuilder().setId(Ids.toProto(agent.id())).build();
    Call.Builder call =
        Call.newBuilder().setType(Call.Type.SUBSCRIBE).setAgentId(Ids.toProto(agent.id()));
    Call.Subscribe.Builder subscribe =
        call.getSubscribeBuilder()
            .setAgentInfo(info)
            .setVersion(agent.description().version())
            .setHighestEpoch(state.epoch());
    var frameworks = new HashSet<FrameworkId>();
    for (TaskKey key : agent.tasks()) {
      Framework framework = state.framework(key.framework()).orElseThrow();
      Task task = framework.tasks().get(key.task());
      subscribe.addTasks(TaskMessages.task(task));
      if (frameworks.add(framework.id())) {
        subscribe.addFrameworks(Frameworks.info(framework.id(), framework.description()));
      }
    }
    return call.build();
  }
}
