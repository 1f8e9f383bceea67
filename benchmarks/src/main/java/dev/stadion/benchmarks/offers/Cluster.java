package dev.stadion.benchmarks.offers;

import dev.stadion.master.heart.AgentDescription;
import dev.stadion.master.heart.FrameworkCall;
import dev.stadion.master.heart.FrameworkCapability;
import dev.stadion.master.heart.FrameworkDescription;
import dev.stadion.master.heart.HeldOffer;
import dev.stadion.master.heart.Launchable;
import dev.stadion.master.heart.MasterEffect;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterHeart;
import dev.stadion.master.heart.MasterOutcome;
import dev.stadion.master.heart.MasterSettings;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.OfferConstraints;
import dev.stadion.master.heart.Operation;
import dev.stadion.master.heart.Payload;
import dev.stadion.master.heart.QuotaLimits;
import dev.stadion.master.heart.Recovery;
import dev.stadion.master.heart.RolePolicy;
import dev.stadion.master.heart.TaskDescription;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** A master's heart with a cluster around it that exists only as events. */
final class Cluster {
  private static final int CPUS = 16;
  private static final int MEM = 65_536;

  private final MasterHeart heart = new MasterHeart(MasterSettings.DEFAULT);
  private final Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final List<String> roles = new ArrayList<>();
  private MasterState state =
      Recovery.assemble(
          "bench",
          1,
          MasterState.Counters.START,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          RolePolicy.NONE);
  private List<MasterEffect> effects = List.of();
  private int streams;

  MasterState state() {
    return state;
  }

  private MasterOutcome happens(MasterEvent event) {
    var decision = heart.decide(state, event, now);
    state = decision.state();
    effects = decision.effects();
    return decision.outcome();
  }

  /** What {@code event} would lead to; nothing happens. */
  List<MasterEffect> imagine(MasterEvent event) {
    return heart.decide(state, event, now).effects();
  }

  /**
   * @param frameworks each with a role of its own
   */
  void subscribe(int frameworks) {
    for (int i = 0; i < frameworks; i++) {
      String role = "team" + i % 8 + "/role" + i;
      roles.add(role);
      happens(
          new MasterEvent.Subscribe(
              "stream" + streams++,
              Optional.empty(),
              new FrameworkDescription(
                  "svc",
                  "framework" + i,
                  Optional.empty(),
                  List.of(role),
                  Set.of(FrameworkCapability.MULTI_ROLE, FrameworkCapability.PARTITION_AWARE),
                  60,
                  true,
                  Optional.empty(),
                  Map.of(),
                  OfferConstraints.NONE,
                  Payload.EMPTY),
              Set.of()));
    }
  }

  void addAgents(int agents) {
    for (int i = 0; i < agents; i++) {
      addAgent(i);
    }
  }

  private void addAgent(int number) {
    happens(
        new MasterEvent.AgentSubscribe(
            "stream" + streams++,
            Optional.empty(),
            new AgentDescription(
                "host" + number,
                5051,
                Resources.of(CPUS, MEM, 100_000).withPorts(new Range(31_000, 32_000)),
                List.of(),
                Optional.empty(),
                List.of(),
                "0.1.0",
                Payload.EMPTY),
            List.of(),
            List.of(),
            0));
  }

  /** Nobody may be given anything, so that every agent lies idle. */
  MasterEvent.UpdateQuota closed() {
    return new MasterEvent.UpdateQuota(true, quota(Map.of("cpus", 0L, "mem", 0L)));
  }

  /** Everybody may have everything: one pass over all idle agents and all bidders. */
  MasterEvent.UpdateQuota opened() {
    return new MasterEvent.UpdateQuota(true, quota(Map.of()));
  }

  void decide(MasterEvent event) {
    happens(event);
  }

  private SortedMap<String, QuotaLimits> quota(Map<String, Long> limits) {
    var quota = new TreeMap<String, QuotaLimits>();
    for (String role : roles) {
      quota.put(role.substring(0, role.indexOf('/')), QuotaLimits.of(limits));
    }
    return quota;
  }

  /** Adds agents and fills each to the brim with {@code perAgent} running tasks. */
  void addBusyAgents(int agents, int perAgent) {
    for (int i = 0; i < agents; i++) {
      addAgent(i);
      for (MasterEffect effect : List.copyOf(effects)) {
        if (effect instanceof MasterEffect.Offered offered) {
          offered.offers().forEach(offer -> fill(offer, perAgent));
        }
      }
    }
  }

  private void fill(HeldOffer offer, int tasks) {
    var launches = new ArrayList<Launchable>();
    var each = Resources.of(CPUS / (double) tasks, MEM / (double) tasks, 0);
    for (int i = 0; i < tasks; i++) {
      launches.add(
          new Launchable.Described(
              new TaskDescription(
                  new TaskId("task-" + offer.agent() + "-" + i),
                  offer.agent(),
                  each,
                  Optional.empty(),
                  Payload.EMPTY)));
    }
    FrameworkId framework = offer.framework();
    happens(
        new MasterEvent.FrameworkCalls(
            framework,
            state.frameworks().get(framework).link().stream(),
            List.of(
                new FrameworkCall.Accept(
                    List.of(offer.id()),
                    List.of(new Operation.Launch(Optional.empty(), launches)),
                    Duration.ofHours(1)))));
  }

  /** One event for each of the first {@code count} agents: a task of it has ended. */
  List<MasterEvent> ends(int count) {
    var events = new ArrayList<MasterEvent>();
    for (var agent : state.agents().values()) {
      if (events.size() < count && !agent.tasks().isEmpty()) {
        var task = agent.tasks().iterator().next();
        events.add(
            new MasterEvent.AgentUpdates(
                agent.id(),
                agent.link().stream().orElseThrow(),
                List.of(
                    new MasterEvent.TaskReport(
                        task.framework(),
                        task.task(),
                        TaskState.FINISHED,
                        TaskState.FINISHED,
                        Optional.of(new UUID(1, events.size())),
                        now,
                        Payload.EMPTY,
                        Payload.EMPTY))));
      }
    }
    return events;
  }
}
