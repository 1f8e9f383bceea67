package dev.stadion.sim.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.ValidationRules;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.deployment.Transition;
import dev.stadion.marathon.health.Probe;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.launch.ServicePorts;
import dev.stadion.marathon.persistence.InMemoryMarathonStore;
import dev.stadion.marathon.runtime.Frameworks;
import dev.stadion.marathon.runtime.MasterCalls;
import dev.stadion.marathon.runtime.MasterEvents;
import dev.stadion.marathon.scheduler.HeartSettings;
import dev.stadion.marathon.scheduler.MarathonChange;
import dev.stadion.marathon.scheduler.MarathonEffect;
import dev.stadion.marathon.scheduler.MarathonEvent;
import dev.stadion.marathon.scheduler.MarathonEvent.ProbeResult;
import dev.stadion.marathon.scheduler.MarathonHeart;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.wire.AppReader;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.sim.kernel.SimLoop;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Marathon: its real heart, mappers and store model, and a user who changes his mind. */
final class MarathonNode extends ServiceNode {
  private static final HeartSettings SETTINGS =
      new HeartSettings(
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          100,
          1000,
          new ServicePorts(10000, 20000),
          new ValidationRules(Set.of(), "*", 10000),
          HeartSettings.Reserving.DEFAULT);
  private static final MarathonEvent.Origin USER =
      new MarathonEvent.Origin("127.0.0.1", "/v2/apps");

  private final InMemoryMarathonStore memory = new InMemoryMarathonStore();
  private final SimLoop<
          MarathonState, MarathonEvent, MarathonChange, MarathonEffect, MarathonOutcome>
      loop;
  private final Map<PathId, AppDefinition> declared = new TreeMap<>();
  private final Set<TaskName> watched = new HashSet<>();
  private FrameworkClient client;
  private MasterCalls calls;
  private final Set<InstanceId> replaced = new HashSet<>();
  private MarathonState checked;
  private long epoch;

  MarathonNode(SimSuite suite) {
    super(suite, "marathon");
    loop =
        new SimLoop<>(
            this,
            new MarathonHeart(SETTINGS),
            memory,
            suite.faults(),
            suite.sometimes(),
            (effects, state) -> effects.forEach(this::perform),
            this::reconnect);
  }

  // ---- the user ----

  /** Wants the app to be like this from now on; asks until there is an answer. */
  void declare(String document) {
    AppDefinition app = read(document);
    declared.put(app.id(), app);
    put(app);
  }

  void scale(PathId id, int instances) {
    AppDefinition app = declared.get(id).withInstances(instances);
    declared.put(id, app);
    put(app);
  }

  Map<PathId, AppDefinition> declared() {
    return declared;
  }

  private void put(AppDefinition app) {
    suite()
        .sim()
        .later(
            Duration.ofMillis(10),
            "user wants " + app.instances() + " of " + app.id(),
            () -> {
              if (declared.get(app.id()) == app) {
                submit(new MarathonEvent.PutApp(app, Optional.empty(), true, USER), () -> put(app));
              }
            });
  }

  void restart(PathId id) {
    if (isUp()) {
      loop.post(new MarathonEvent.RestartApp(id, true));
    }
  }

  private void submit(MarathonEvent event, Runnable again) {
    if (!isUp()) {
      suite().sim().later(Duration.ofMillis(500), "", again);
      return;
    }
    boolean[] answered = new boolean[1];
    loop.submit(
        event,
        outcome -> {
          if (outcome.isPresent()) {
            answered[0] = true;
            if (!(outcome.get() instanceof MarathonOutcome.Deployed)) {
              throw new AssertionError("refused: " + outcome.get());
            }
          }
        });
    suite()
        .sim()
        .later(
            Duration.ofSeconds(5),
            "",
            () -> {
              if (!answered[0]) {
                suite().sometimes().saw("a user asked again");
                again.run();
              }
            });
  }

  private static AppDefinition read(String document) {
    try {
      return switch (AppReader.read((ObjectNode) new ObjectMapper().readTree(document))) {
        case AppReader.Result.Read(var definition) -> definition;
        case AppReader.Result other -> throw new AssertionError(other);
      };
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  // ---- the process ----

  @Override
  protected void started() {
    loop.start(++epoch);
    connect();
  }

  @Override
  protected void died() {
    loop.stop();
  }

  private void reconnect() {
    client.close();
    connect();
  }

  private static FrameworkInfo info(Set<String> roles) {
    return Frameworks.info("marathon", "nobody", roles, "marathon", "http://marathon:8080", false);
  }

  private void connect() {
    client =
        new FrameworkClient(
            suite(),
            this,
            info(loop.committed().roles().with("*")),
            loop.committed().framework(),
            this::on);
    calls =
        new MasterCalls(
            call -> client.send(id -> doubtful(call.apply(id))),
            roles -> client.update(info(roles)));
    client.start();
  }

  /** Now and then a reservation is for somebody it cannot be for. */
  private Call doubtful(Call call) {
    boolean reserves =
        call.getAccept().getOperationsList().stream()
            .anyMatch(operation -> operation.getType() == Offer.Operation.Type.RESERVE);
    if (!reserves || !suite().workload().isRefused()) {
      return call;
    }
    suite().sometimes().saw("a reservation was refused");
    Call.Builder spoiled = call.toBuilder();
    for (Offer.Operation.Builder operation :
        spoiled.getAcceptBuilder().getOperationsBuilderList()) {
      if (operation.getType() == Offer.Operation.Type.RESERVE) {
        for (Resource.Builder resource : operation.getReserveBuilder().getResourcesBuilderList()) {
          int top = resource.getReservationsCount() - 1;
          resource.getReservationsBuilder(top).setRole("nobody");
        }
      }
    }
    return spoiled.build();
  }

  @Override
  void on(SchedulerEvent event) {
    MasterEvents.of(event).forEach(loop::post);
  }

  private void perform(MarathonEffect effect) {
    switch (effect) {
      case MarathonEffect.ToMaster call -> calls.say(call);
      case MarathonEffect.Publish published -> {}
      case MarathonEffect.Watch(var task, var probes) -> {
        watched.add(task);
        probes.forEach(probe -> look(probe, probe.first(), epoch));
      }
      case MarathonEffect.Unwatch(var task) -> watched.remove(task);
      case MarathonEffect.UnwatchAll() -> watched.clear();
      case MarathonEffect.Warn(String message) -> suite().sim().trace().note("WARN " + message);
      case MarathonEffect.Halt(int code, String why) ->
          throw new AssertionError("marathon gives up: " + why);
    }
  }

  /** Tasks are well but for now and then, until nobody looks any more or we die. */
  private void look(Probe probe, Duration pause, long life) {
    suite()
        .sim()
        .later(
            pause,
            "",
            () -> {
              if (isUp() && life == epoch && watched.contains(probe.task())) {
                if (probe.purpose() instanceof Probe.Purpose.Health(int check)) {
                  boolean ill = suite().workload().isIll();
                  loop.post(
                      new MarathonEvent.Probed(
                          probe.task(),
                          check,
                          ill ? new ProbeResult.Unhealthy("ill") : new ProbeResult.Healthy()));
                }
                look(probe, probe.interval(), life);
              }
            });
  }

  // ---- what must be true ----

  @Override
  boolean knows(String task) {
    return loop.committed() != null
        && InstanceId.parse(task)
            .flatMap(id ->
                loop.committed()
                    .service(id.app())
                    .map(service -> service.instances().get(id.uuid())))
            .filter(instance -> instance.condition().hasTask())
            .filter(instance -> instance.task().value().equals(task))
            .isPresent();
  }

  @Override
  void check() {
    MarathonState state = loop.committed();
    if (state != checked) {
      state.services().values().forEach(this::notTooMany);
      checked = state;
    }
  }

  /** Whoever comes back after it was replaced makes one too many, which is not our doing. */
  private boolean isLate(Instance instance) {
    if (instance.condition() == Condition.UNREACHABLE_INACTIVE) {
      replaced.add(instance.id());
    }
    return replaced.contains(instance.id());
  }

  private void notTooMany(Service service) {
    long working =
        service.instances().values().stream()
            .filter(i -> !isLate(i))
            .filter(i -> i.goal() == Goal.RUNNING && i.condition().hasTask())
            .filter(i -> i.condition() != Condition.UNREACHABLE)
            .filter(i -> i.condition() != Condition.UNREACHABLE_INACTIVE)
            .count();
    int wanted = service.app().map(app -> app.definition().instances()).orElse(0);
    long most =
        loop.committed().deployments().values().stream()
            .map(deployment -> deployment.plan())
            .filter(plan -> plan.affected().contains(service.id()))
            .mapToLong(plan -> mostDuring(plan, service.id(), wanted))
            .reduce(wanted, Math::max);
    if (working > most) {
      throw new AssertionError(
          "%s has %d instances and at most %d are allowed: %s"
              .formatted(service.id(), working, most, service.instances().values()));
    }
  }

  /** Half as many again may run while one definition takes the place of another. */
  private static long mostDuring(DeploymentPlan plan, PathId id, int wanted) {
    int before =
        Optional.ofNullable(plan.difference().apps().get(id))
            .flatMap(Transition::from)
            .map(app -> app.definition().instances())
            .orElse(0);
    return (long) Math.ceil(1.5 * Math.max(before, wanted));
  }

  @Override
  String missing() {
    MarathonState state = loop.committed();
    var missing = new StringBuilder();
    declared.forEach((id, app) -> {
      Optional<Service> service = state.service(id);
      long running =
          service.stream()
              .flatMap(s -> s.instances().values().stream())
              .filter(Instance::isGood)
              .filter(i -> isAlive(i.task().value()))
              .count();
      long all =
          service.stream()
              .flatMap(s -> s.instances().values().stream())
              .filter(i -> !i.isResting())
              .count();
      if (running != app.instances() || all != app.instances()) {
        missing
            .append(" %s wants %d, %d run: ".formatted(id, app.instances(), running))
            .append(service.map(s -> s.instances().values()));
      }
    });
    if (!state.deployments().isEmpty()) {
      missing.append(" deployments ").append(state.deployments());
    }
    return missing.toString();
  }

  private boolean isAlive(String task) {
    return suite().agents().stream()
        .flatMap(agent -> agent.tasks().stream())
        .anyMatch(t -> t.alive && t.id().equals(task));
  }
}
