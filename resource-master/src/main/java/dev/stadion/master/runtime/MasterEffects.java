package dev.stadion.master.runtime;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import dev.stadion.dropwizard.loop.EffectHandler;
import dev.stadion.master.heart.MasterEffect;
import dev.stadion.master.heart.MasterEffect.ToAgent;
import dev.stadion.master.heart.MasterEffect.ToFramework;
import dev.stadion.master.heart.MasterSettings;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.OperatorNote;
import dev.stadion.master.wire.AgentEvents;
import dev.stadion.master.wire.FrameworkEvents;
import dev.stadion.master.wire.MasterIdentity;
import dev.stadion.mesos.stream.Streams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Puts what was decided on the streams of those it concerns. All that one commit has for one stream
 * is put there at once, so that it leaves in few messages and one flush.
 */
public final class MasterEffects implements EffectHandler<MasterState, MasterEffect> {
  private final Streams streams;
  private final Supplier<MasterIdentity> identity;
  private final MasterSettings settings;
  private final double heartbeatSeconds;
  private final OperatorFeed feed;
  private final Consumer<String> giveUp;

  /**
   * @param identity known once the server listens, which is before anybody can subscribe
   * @param maxWatchers how many operators may watch at once
   * @param giveUp ends this process; told why
   */
  public MasterEffects(
      Streams streams,
      Supplier<MasterIdentity> identity,
      MasterSettings settings,
      double heartbeatSeconds,
      int maxWatchers,
      Consumer<String> giveUp) {
    this.streams = requireNonNull(streams, "streams");
    this.feed = new OperatorFeed(streams, heartbeatSeconds, maxWatchers);
    this.giveUp = requireNonNull(giveUp, "giveUp");
    this.identity = requireNonNull(identity, "identity");
    this.settings = requireNonNull(settings, "settings");
    this.heartbeatSeconds = heartbeatSeconds;
  }

  @Override
  public void handle(List<MasterEffect> effects, MasterState committed) {
    Map<String, List<MasterEffect>> byStream = new LinkedHashMap<>();
    var notes = new ArrayList<OperatorNote>();
    for (MasterEffect effect : effects) {
      if (effect instanceof MasterEffect.ToOperators(var note)) {
        notes.add(note);
        continue;
      }
      if (effect instanceof MasterEffect.GiveUp(var why)) {
        giveUp.accept(why);
        continue;
      }
      byStream.computeIfAbsent(effect.stream(), stream -> new ArrayList<>()).add(effect);
    }
    var frameworks =
        new FrameworkEvents(
            committed.masterId(), identity.get(), heartbeatSeconds, committed.maintenance());
    var agents = new AgentEvents(committed.epoch(), settings);
    byStream.forEach((id, all) ->
        streams
            .find(id)
            .ifPresent(stream -> {
              stream.send(messages(all, frameworks, agents));
              if (all.stream().anyMatch(MasterEffects::ends)) {
                stream.close();
              }
            }));
    if (!notes.isEmpty()) {
      feed.tell(notes, committed);
    }
  }

  private static List<? extends Message> messages(
      List<MasterEffect> effects, FrameworkEvents frameworks, AgentEvents agents) {
    var toFramework = new ArrayList<ToFramework>();
    var toAgent = new ArrayList<ToAgent>();
    for (MasterEffect effect : effects) {
      switch (effect) {
        case ToFramework framework -> toFramework.add(framework);
        case ToAgent agent -> toAgent.add(agent);
        case MasterEffect.ToOperators _, MasterEffect.GiveUp _ -> {
          // no stream of its own
        }
      }
    }
    return toAgent.isEmpty() ? frameworks.write(toFramework) : agents.write(toAgent);
  }

  private static boolean ends(MasterEffect effect) {
    return effect instanceof MasterEffect.FrameworkClosed
        || effect instanceof MasterEffect.AgentClosed
        || effect instanceof MasterEffect.AgentRefused;
  }
}
