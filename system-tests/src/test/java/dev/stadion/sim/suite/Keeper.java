package dev.stadion.sim.suite;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Offer.Operation;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.heart.Heart;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.matching.Demand;
import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.OfferMatcher;
import dev.stadion.scheduling.matching.PortDemand;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/**
 * The smallest framework that does everything right: it keeps some tasks running. With it the
 * master and the agents are simulated without the services, so that it is clear whose fault it is.
 */
final class Keeper
    implements Heart<Keeper.State, SchedulerEvent, Keeper.Change, Keeper.Effect, Boolean> {
  static final FrameworkInfo INFO =
      FrameworkInfo.newBuilder()
          .setUser("nobody")
          .setName("keeper")
          .addRoles("*")
          .setFailoverTimeout(604_800)
          .setCheckpoint(true)
          .addCapabilities(capability(FrameworkInfo.Capability.Type.PARTITION_AWARE))
          .addCapabilities(capability(FrameworkInfo.Capability.Type.MULTI_ROLE))
          .build();

  private static final Demand DEMAND =
      new Demand(
          Scalar.of(0.5),
          Scalar.of(64),
          Scalar.ZERO,
          Scalar.ZERO,
          List.of(new PortDemand.Any(), new PortDemand.Any()),
          Set.of("*"));
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final int wanted;

  Keeper(int wanted) {
    this.wanted = wanted;
  }

  record Row(TaskState state, Optional<AgentId> agent) {}

  record State(
      Optional<FrameworkId> framework,
      TreePMap<TaskId, Row> tasks,
      long next,
      boolean connected,
      Instant lookAt) {
    static final State EMPTY =
        new State(Optional.empty(), TreePMap.empty(), 0, false, Instant.EPOCH);

    long counted() {
      return tasks.values().stream().filter(row -> row.state() != TaskState.UNREACHABLE).count();
    }
  }

  /** The whole row of a task, or its end; or the framework's id. */
  record Change(Optional<FrameworkId> framework, Optional<TaskId> task, Optional<Row> row) {}

  sealed interface Effect {}

  record Launch(Offer offer, Map<TaskId, Resources> tasks) implements Effect {}

  record Decline(Offer offer) implements Effect {}

  record Kill(TaskId task, Row row) implements Effect {}

  record Acknowledge(TaskUpdate update) implements Effect {}

  record Reconcile(Map<TaskId, Optional<AgentId>> tasks) implements Effect {}

  record Revive() implements Effect {}

  @Override
  public Decision<State, Change, Effect, Boolean> decide(
      State state, SchedulerEvent event, Instant now) {
    var changes = new ArrayList<Change>();
    var effects = new ArrayList<Effect>();
    State next =
        switch (event) {
          case SchedulerEvent.Subscribed(FrameworkId id, var master) -> {
            changes.add(new Change(Optional.of(id), Optional.empty(), Optional.empty()));
            effects.add(reconcile(state.tasks()));
            effects.add(new Reconcile(Map.of()));
            yield new State(Optional.of(id), state.tasks, state.next, true, now.plus(LOOK_AGAIN));
          }
          case SchedulerEvent.Offered(var offers) -> {
            State after = state;
            for (Offer offer : offers) {
              after = use(after, offer, changes, effects);
            }
            yield after;
          }
          case SchedulerEvent.Updated(TaskUpdate update) -> heard(state, update, changes, effects);
          case SchedulerEvent.Disconnected gone -> look(state, false, now);
          case SchedulerEvent.MessageReceived tick -> {
            if (state.connected) {
              effects.add(reconcile(state.tasks()));
              effects.add(new Revive());
              surplus(state, effects);
            }
            yield look(state, state.connected, now);
          }
          case SchedulerEvent.Refused(String message) -> throw new AssertionError(message);
          case SchedulerEvent.Rescinded rescinded -> state;
          case SchedulerEvent.AgentLost lost -> state;
          case SchedulerEvent.ExecutorLost lost -> state;
          case SchedulerEvent.OperationUpdated _,
              SchedulerEvent.InverseOffered _,
              SchedulerEvent.InverseRescinded _ ->
              state;
        };
    return new Decision<>(next, changes, effects, true);
  }

  private static State look(State state, boolean connected, Instant now) {
    return new State(state.framework, state.tasks, state.next, connected, now.plus(LOOK_AGAIN));
  }

  private State use(State state, Offer offer, List<Change> changes, List<Effect> effects) {
    var launched = new TreeMap<TaskId, Resources>();
    State after = state;
    Offer left = offer;
    while (after.counted() < wanted
        && OfferMatcher.match(left, DEMAND, after.next)
            instanceof Match.Fits(Resources taken, var ports)) {
      var id = new TaskId("keeper-" + after.next);
      var row = new Row(TaskState.STAGING, Optional.of(offer.agent()));
      changes.add(new Change(Optional.empty(), Optional.of(id), Optional.of(row)));
      launched.put(id, taken);
      left = left.without(taken);
      after =
          new State(
              after.framework,
              after.tasks.plus(id, row),
              after.next + 1,
              after.connected,
              after.lookAt);
    }
    effects.add(launched.isEmpty() ? new Decline(offer) : new Launch(offer, launched));
    return after;
  }

  private State heard(State state, TaskUpdate update, List<Change> changes, List<Effect> effects) {
    if (update.uuid().isPresent()) {
      effects.add(new Acknowledge(update));
    }
    Row row = state.tasks.get(update.task());
    if (row == null) {
      if (!update.state().isTerminal() && update.state() != TaskState.UNREACHABLE) {
        effects.add(new Kill(update.task(), new Row(update.state(), update.agent())));
      }
      return state;
    }
    boolean over = update.state().isTerminal();
    var next = new Row(update.state(), row.agent());
    changes.add(
        new Change(
            Optional.empty(),
            Optional.of(update.task()),
            over ? Optional.empty() : Optional.of(next)));
    State after =
        new State(
            state.framework,
            over ? state.tasks.minus(update.task()) : state.tasks.plus(update.task(), next),
            state.next,
            state.connected,
            state.lookAt);
    surplus(after, effects);
    if (over) {
      effects.add(new Revive());
    }
    return after;
  }

  /** Those that came back although others had taken their place. */
  private void surplus(State state, List<Effect> effects) {
    long excess = state.counted() - wanted;
    for (var task : state.tasks.entrySet()) {
      if (excess > 0 && task.getValue().state() != TaskState.UNREACHABLE) {
        effects.add(new Kill(task.getKey(), task.getValue()));
        excess--;
      }
    }
  }

  private static Effect reconcile(TreePMap<TaskId, Row> tasks) {
    var asked = new HashMap<TaskId, Optional<AgentId>>();
    tasks.forEach((id, row) -> asked.put(id, row.agent()));
    return new Reconcile(Map.copyOf(asked));
  }

  @Override
  public Optional<Instant> wakeAt(State state) {
    return Optional.of(state.lookAt);
  }

  @Override
  public SchedulerEvent wakeUp() {
    return new SchedulerEvent.MessageReceived(new AgentId("nobody"), "tick", ByteString.EMPTY);
  }

  static Operation launch(Launch launch) {
    var operation = Operation.newBuilder().setType(Operation.Type.LAUNCH);
    launch
        .tasks()
        .forEach((id, resources) ->
            operation
                .getLaunchBuilder()
                .addTaskInfosBuilder()
                .setName("kept")
                .setTaskId(Ids.toProto(id))
                .setAgentId(Ids.toProto(launch.offer().agent()))
                .setCommand(CommandInfo.newBuilder().setValue("keep"))
                .addAllResources(ResourceConverter.toProto(resources)));
    return operation.build();
  }

  private static FrameworkInfo.Capability capability(FrameworkInfo.Capability.Type type) {
    return FrameworkInfo.Capability.newBuilder().setType(type).build();
  }
}
