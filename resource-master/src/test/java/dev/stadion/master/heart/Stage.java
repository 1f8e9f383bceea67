package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEvent.AgentSubscribe;
import dev.stadion.master.heart.MasterEvent.AgentUpdates;
import dev.stadion.master.heart.MasterEvent.FrameworkCalls;
import dev.stadion.master.heart.MasterEvent.ReportedTask;
import dev.stadion.master.heart.MasterEvent.Subscribe;
import dev.stadion.master.heart.MasterEvent.TaskReport;
import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.master.persistence.InMemoryMasterStore;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A master's heart with a hand-driven clock; its method names are the language of the tests. */
final class Stage {
  static final Duration REFUSE = Duration.ofSeconds(5);

  final MasterHeart heart;
  final List<MasterChange> changes = new ArrayList<>();
  MasterState state =
      Recovery.assemble(
          "m", 7, Counters.START, List.of(), List.of(), List.of(), List.of(), RolePolicy.NONE);
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  List<MasterEffect> effects = List.of();

  /** What operators are told of the last event. */
  List<OperatorNote> notes = List.of();

  private int streams;

  Stage() {
    this(MasterSettings.DEFAULT);
  }

  Stage(OfferSettings offers) {
    this(
        new MasterSettings(
            MasterSettings.DEFAULT.pingInterval(),
            MasterSettings.DEFAULT.unansweredPings(),
            MasterSettings.DEFAULT.agentReregisterTimeout(),
            MasterSettings.DEFAULT.allocationInterval(),
            MasterSettings.DEFAULT.completedFrameworks(),
            MasterSettings.DEFAULT.offerIdBlock(),
            offers,
            MasterSettings.DEFAULT.upkeep()));
  }

  Stage(MasterSettings settings) {
    heart = new MasterHeart(settings);
  }

  MasterOutcome happens(MasterEvent event) {
    Decision<MasterState, MasterChange, MasterEffect, MasterOutcome> decision =
        heart.decide(state, event, now);
    state = decision.state();
    effects =
        decision.effects().stream()
            .filter(effect -> !(effect instanceof MasterEffect.ToOperators))
            .toList();
    notes =
        decision.effects().stream()
            .filter(MasterEffect.ToOperators.class::isInstance)
            .map(effect -> ((MasterEffect.ToOperators) effect).note())
            .toList();
    changes.addAll(decision.changes());
    return decision.outcome();
  }

  /** Another master takes over: it knows what was made durable, and nothing else. */
  void nextMaster() {
    var store = new InMemoryMasterStore("m");
    store.load(7);
    store.commit(7, changes);
    state = store.load(8);
    effects = List.of();
  }

  /** Lets time pass, waking the heart at each of its deadlines; keeps all the effects. */
  void pass(Duration duration) {
    Instant until = now.plus(duration);
    var all = new ArrayList<MasterEffect>();
    while (!heart.wakeAt(state).orElseThrow().isAfter(until)) {
      Instant at = heart.wakeAt(state).orElseThrow();
      now = at.isAfter(now) ? at : now;
      happens(heart.wakeUp());
      all.addAll(effects);
    }
    now = until;
    effects = all;
  }

  String stream() {
    return "stream-" + ++streams;
  }

  FrameworkId subscribe(FrameworkCapability... capabilities) {
    return subscribe(Optional.empty(), framework("*", capabilities));
  }

  FrameworkId subscribe(Optional<FrameworkId> id, FrameworkDescription description) {
    MasterOutcome outcome = happens(new Subscribe(stream(), id, description, Set.of()));
    return ((MasterOutcome.FrameworkSubscribed) outcome).framework();
  }

  static FrameworkDescription framework(String role, FrameworkCapability... capabilities) {
    var all = EnumSet.noneOf(FrameworkCapability.class);
    all.addAll(List.of(capabilities));
    boolean multiRole = all.contains(FrameworkCapability.MULTI_ROLE);
    return new FrameworkDescription(
        "svc",
        "test",
        multiRole ? Optional.empty() : Optional.of(role),
        multiRole ? List.of(role) : List.of(),
        all,
        60,
        true,
        Optional.empty(),
        Map.of(),
        OfferConstraints.NONE,
        Payload.EMPTY);
  }

  String streamOf(FrameworkId id) {
    return state.frameworks().get(id).link().stream().orElseThrow();
  }

  void disconnect(FrameworkId id) {
    happens(new MasterEvent.FrameworkDisconnected(id, streamOf(id)));
  }

  MasterOutcome call(FrameworkId id, FrameworkCall... calls) {
    return happens(new FrameworkCalls(id, Optional.of(streamOf(id)), List.of(calls)));
  }

  static AgentDescription description(String hostname, Resources resources) {
    return new AgentDescription(
        hostname, 5051, resources, List.of(), Optional.empty(), List.of(), "0.1.0", Payload.EMPTY);
  }

  AgentId agent(String hostname, Resources resources) {
    return agent(Optional.empty(), description(hostname, resources));
  }

  AgentId agent(Optional<AgentId> id, AgentDescription description, ReportedTask... tasks) {
    MasterOutcome outcome =
        happens(new AgentSubscribe(stream(), id, description, List.of(tasks), List.of(), 0));
    return ((MasterOutcome.AgentAdmitted) outcome).agent();
  }

  AgentId agent(
      Optional<AgentId> id,
      AgentDescription description,
      List<ReportedTask> tasks,
      List<MasterEvent.ReportedExecutor> executors,
      Resources checkpointed) {
    MasterOutcome outcome =
        happens(
            new AgentSubscribe(
                stream(), id, description, tasks, List.of(), executors, checkpointed, 0));
    return ((MasterOutcome.AgentAdmitted) outcome).agent();
  }

  static FrameworkCall.Accept accept(OfferId offer, Operation... operations) {
    return new FrameworkCall.Accept(List.of(offer), List.of(operations), REFUSE);
  }

  String streamOf(AgentId id) {
    return state.agents().get(id).link().stream().orElseThrow();
  }

  void disconnect(AgentId id) {
    happens(new MasterEvent.AgentDisconnected(id, streamOf(id)));
  }

  void pong(AgentId id) {
    happens(new MasterEvent.AgentPong(id, streamOf(id)));
  }

  UUID report(FrameworkId framework, AgentId agent, String task, TaskState taskState) {
    return report(framework, agent, task, taskState, taskState);
  }

  UUID report(
      FrameworkId framework, AgentId agent, String task, TaskState taskState, TaskState latest) {
    var uuid = new UUID(task.hashCode(), taskState.name().hashCode());
    happens(
        new AgentUpdates(
            agent,
            streamOf(agent),
            List.of(
                new TaskReport(
                    framework,
                    new TaskId(task),
                    taskState,
                    latest,
                    Optional.of(uuid),
                    now,
                    Payload.EMPTY,
                    Payload.EMPTY))));
    return uuid;
  }

  static TaskDescription task(String id, AgentId agent, Resources resources) {
    return new TaskDescription(new TaskId(id), agent, resources, Optional.empty(), Payload.EMPTY);
  }

  static FrameworkCall.Accept launch(OfferId offer, TaskDescription... tasks) {
    return new FrameworkCall.Accept(
        List.of(offer),
        List.of(
            new Operation.Launch(
                Optional.empty(),
                List.of(tasks).stream()
                    .map(t -> (Launchable) new Launchable.Described(t))
                    .toList())),
        REFUSE);
  }

  void running(FrameworkId framework, AgentId agent, String task, Resources resources) {
    call(framework, launch(offerOn(agent), task(task, agent, resources)));
    report(framework, agent, task, TaskState.RUNNING);
  }

  OfferId offerOn(AgentId agent) {
    return state.agents().get(agent).offers().iterator().next();
  }

  static FrameworkCall.Decline decline(OfferId offer) {
    return new FrameworkCall.Decline(List.of(offer), REFUSE);
  }

  static FrameworkCall.Reconcile reconcile(String... tasks) {
    return new FrameworkCall.Reconcile(
        List.of(tasks).stream()
            .map(task -> new FrameworkCall.TaskQuery(new TaskId(task), Optional.empty()))
            .toList());
  }

  <T extends MasterEffect> List<T> effects(Class<T> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<HeldOffer> offered() {
    return effects(MasterEffect.Offered.class).stream()
        .flatMap(offered -> offered.offers().stream())
        .toList();
  }

  /** The states told to frameworks by the last event, made by the master itself. */
  List<StatusNote.Made> told() {
    return effects(MasterEffect.Updated.class).stream()
        .map(MasterEffect.Updated::status)
        .filter(StatusNote.Made.class::isInstance)
        .map(StatusNote.Made.class::cast)
        .toList();
  }
}
