package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.launch.PodLaunch;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.marathon.persistence.InMemoryMarathonStore;
import dev.stadion.marathon.scheduler.MarathonEvent.Origin;
import dev.stadion.marathon.wire.EventWriter;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A heart with a memory, a clock moved by hand, and a master whose words a test writes. */
final class World {
  private static final Resources ROOM =
      Resources.of(64, 65536, 0).withPorts(new Range(31000, 32000));

  static final Origin ORIGIN = new Origin("127.0.0.1", "/v2/apps");
  static final FrameworkId FRAMEWORK = new FrameworkId("framework-1");

  private final HeartSettings settings;
  private final InMemoryMarathonStore store = new InMemoryMarathonStore();
  private final MarathonHeart heart;
  private final Map<TaskId, TaskLaunch> launched = new LinkedHashMap<>();
  private final List<PodLaunch> pods = new ArrayList<>();
  private final List<MarathonEffect> effects = new ArrayList<>();
  private MarathonState state;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long epoch;
  private int offers;

  World() {
    this(HeartSettings.DEFAULT);
  }

  World(HeartSettings settings) {
    this.settings = settings;
    this.heart = new MarathonHeart(settings);
    restart();
  }

  HeartSettings settings() {
    return settings;
  }

  /** The process is killed and another one takes over; only what was committed is left. */
  void restart() {
    epoch++;
    state = store.load(epoch);
    decide(new MarathonEvent.TimePassed());
  }

  World connected() {
    decide(new MarathonEvent.Subscribed(FRAMEWORK, "http://master:5050"));
    return this;
  }

  MarathonOutcome decide(MarathonEvent event) {
    Decision<MarathonState, MarathonChange, MarathonEffect, MarathonOutcome> decision =
        heart.decide(state, event, now);
    if (!decision.changes().isEmpty()) {
      store.commit(epoch, decision.changes());
    }
    state = decision.state();
    effects.addAll(decision.effects());
    for (MarathonEffect effect : decision.effects()) {
      if (effect instanceof MarathonEffect.Launch launch) {
        launch.tasks().forEach(task -> launched.put(task.task(), task));
        pods.addAll(launch.pods());
      }
    }
    return decision.outcome();
  }

  MarathonOutcome create(RunSpec app) {
    return decide(new MarathonEvent.CreateApp(app, false, ORIGIN));
  }

  MarathonOutcome put(AppDefinition app) {
    return decide(new MarathonEvent.PutApp(app, Optional.empty(), false, ORIGIN));
  }

  MarathonOutcome delete(String app) {
    return decide(new MarathonEvent.DeleteApp(PathId.of(app), false, ORIGIN));
  }

  /** Moves the clock, stopping at each moment the heart wants to be woken. */
  void pass(Duration time) {
    Instant end = now.plus(time);
    Optional<Instant> wake = heart.wakeAt(state);
    while (wake.isPresent() && !wake.get().isAfter(end)) {
      now = wake.get().isAfter(now) ? wake.get() : now;
      decide(heart.wakeUp());
      wake = heart.wakeAt(state);
    }
    now = end;
  }

  /** An agent with much of everything offers it. */
  OfferId offer(String agent, Attribute... attributes) {
    return offer(agent, ROOM, List.of(attributes));
  }

  OfferId offer(String agent, Resources resources) {
    return offer(agent, resources, List.of());
  }

  private OfferId offer(String agent, Resources resources, List<Attribute> attributes) {
    var id = new OfferId("offer-" + ++offers);
    decide(
        new MarathonEvent.Offered(
            List.of(
                new Offer(id, new AgentId(agent), agent + ".local", "*", resources, attributes))));
    return id;
  }

  void update(TaskId task, TaskState taskState) {
    update(task, taskState, "");
  }

  void update(TaskId task, TaskState taskState, String message) {
    decide(
        new MarathonEvent.Updated(
            new TaskUpdate(
                task,
                Optional.of(
                    launched.containsKey(task)
                        ? launched.get(task).place().agent()
                        : new AgentId("somewhere")),
                taskState,
                Optional.empty(),
                message,
                Optional.of(new UUID(1, 1)),
                now,
                Optional.empty(),
                List.of())));
  }

  /** Everything that was launched and has not come up comes up. */
  void run() {
    for (Instance instance : instances()) {
      if (instance.condition().isLaunching()) {
        for (TaskId task : instance.tasks()) {
          update(task, TaskState.STARTING);
          update(task, TaskState.RUNNING);
        }
      }
    }
  }

  /** Every task that was asked to end has ended. */
  void obeyKills() {
    for (MarathonEffect effect : drain()) {
      if (effect instanceof MarathonEffect.Kill kill) {
        update(kill.task(), TaskState.KILLED);
      }
    }
  }

  /** Offers, starts and kills until nothing moves any more. */
  void settle() {
    for (int i = 0; i < 200; i++) {
      int before = effects.size();
      offer("agent-" + i % 3);
      run();
      List<MarathonEffect> said = List.copyOf(effects);
      effects.clear();
      said.stream()
          .filter(MarathonEffect.Kill.class::isInstance)
          .map(MarathonEffect.Kill.class::cast)
          .forEach(kill -> update(kill.task(), TaskState.KILLED));
      boolean quiet = effects.isEmpty();
      effects.addAll(0, said.stream().filter(e -> !(e instanceof MarathonEffect.Kill)).toList());
      if (quiet && state.hungry().isEmpty() && effects.size() <= before + 2) {
        return;
      }
    }
  }

  List<MarathonEffect> drain() {
    List<MarathonEffect> drained = List.copyOf(effects);
    effects.clear();
    return drained;
  }

  <E extends MarathonEffect> List<E> drain(Class<E> type) {
    return drain().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The event types that watchers saw since the last drain, in order. */
  List<String> announced() {
    return drain(MarathonEffect.Publish.class).stream()
        .map(publish -> EventWriter.type(publish.announcement()))
        .toList();
  }

  MarathonState state() {
    return state;
  }

  InMemoryMarathonStore store() {
    return store;
  }

  Instant now() {
    return now;
  }

  Service service(String id) {
    return state.service(PathId.of(id)).orElseThrow();
  }

  List<Instance> instances() {
    return state.services().values().stream()
        .flatMap(service -> service.instances().values().stream())
        .sorted((a, b) -> a.id().compareTo(b.id()))
        .toList();
  }

  List<Instance> instances(String app) {
    return instances().stream().filter(i -> i.id().app().equals(PathId.of(app))).toList();
  }

  List<PodLaunch> launchedPods() {
    return List.copyOf(pods);
  }

  List<TaskLaunch> launched() {
    return List.copyOf(launched.values());
  }
}
