package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.master.heart.MasterState.Clock;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.heart.Heart;
import dev.stadion.scheduling.id.AgentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The master's decisions. Resources are offered in the same decision that freed them: a finished
 * task, a declined offer, a revived framework or a new agent each lead to offers at once.
 *
 * <p>Two behaviours differ from Mesos on purpose: a task of a framework without checkpointing
 * survives the loss of its agent's connection, because our agents always checkpoint (mesos-v1.md
 * §5.6), and a terminal state that the master itself found while the framework was away is kept
 * until the framework reconciles, so that "never started" is not lost (promises.md P4).
 */
public final class MasterHeart
    implements Heart<MasterState, MasterEvent, MasterChange, MasterEffect, MasterOutcome> {
  private static final MasterEvent WAKE_UP = new MasterEvent.TimePassed();
  private static final MasterOutcome ACCEPTED = new MasterOutcome.Accepted();

  private final MasterSettings settings;
  private final AllocationWatch watch;

  /** A heart that nobody watches. */
  public MasterHeart(MasterSettings settings) {
    this(settings, AllocationWatch.NONE);
  }

  public MasterHeart(MasterSettings settings, AllocationWatch watch) {
    this.settings = requireNonNull(settings, "settings");
    this.watch = requireNonNull(watch, "watch");
  }

  @Override
  public Decision<MasterState, MasterChange, MasterEffect, MasterOutcome> decide(
      MasterState state, MasterEvent event, Instant now) {
    var draft = new Draft(state, settings, now);
    if (draft.agenda.clock().isEmpty()) {
      begin(draft);
    }
    MasterOutcome outcome = decide(draft, event);
    DrainRules.settle(draft);
    Allocation.run(draft, watch);
    InverseOfferRules.run(draft);
    return draft.conclude(outcome);
  }

  private static MasterOutcome decide(Draft draft, MasterEvent event) {
    switch (event) {
      case MasterEvent.TimePassed() -> timePassed(draft);
      case MasterEvent.FrameworkDisconnected gone -> FrameworkLifecycle.disconnected(draft, gone);
      case MasterEvent.AgentDisconnected gone -> AgentLifecycle.disconnected(draft, gone);
      case MasterEvent.AgentUnregister leaving -> AgentLoss.unregister(draft, leaving);
      case MasterEvent.Subscribe subscribe -> {
        return FrameworkLifecycle.subscribe(draft, subscribe);
      }
      case MasterEvent.AgentSubscribe subscribe -> {
        return AgentLifecycle.subscribe(draft, subscribe);
      }
      case MasterEvent.FrameworkCalls calls -> {
        return calls(draft, calls);
      }
      case MasterEvent.UpdateWeights(var weights) -> {
        return PolicyRules.updateWeights(draft, weights);
      }
      case MasterEvent.UpdateQuota quota -> {
        return PolicyRules.updateQuota(draft, quota);
      }
      case MasterEvent.RemoveQuota(var role) -> {
        return PolicyRules.removeQuota(draft, role);
      }
      case MasterEvent.FromOperator(var call) -> {
        return OperatorRules.decide(draft, call);
      }
      case MasterEvent.AgentPong pong -> {
        return fromAgent(draft, pong.agent(), pong.stream())
            .map(agent -> {
              AgentLifecycle.pong(draft, pong);
              return ACCEPTED;
            })
            .orElseGet(MasterOutcome.AgentUnknown::new);
      }
      case MasterEvent.ExecutorMessage message -> {
        return fromAgent(draft, message.agent(), message.stream())
            .map(agent -> {
              MessageRules.fromExecutor(draft, message);
              return ACCEPTED;
            })
            .orElseGet(MasterOutcome.AgentUnknown::new);
      }
      case MasterEvent.ExecutorTerminated end -> {
        return fromAgent(draft, end.agent(), end.stream())
            .map(agent -> {
              ExecutorRules.terminated(draft, end);
              return ACCEPTED;
            })
            .orElseGet(MasterOutcome.AgentUnknown::new);
      }
      case MasterEvent.AgentUpdates updates -> {
        return fromAgent(draft, updates.agent(), updates.stream())
            .map(agent -> {
              updates.reports().forEach(report -> TaskRules.report(draft, agent, report));
              return ACCEPTED;
            })
            .orElseGet(MasterOutcome.AgentUnknown::new);
      }
    }
    return ACCEPTED;
  }

  private static Optional<Agent> fromAgent(Draft draft, AgentId id, String stream) {
    return Optional.ofNullable(draft.agent(id))
        .filter(agent -> agent.link().stream().equals(Optional.of(stream)));
  }

  /** The first decision of a new leader starts the clocks of everybody it waits for. */
  private static void begin(Draft draft) {
    long recovered =
        draft.agents().stream().filter(agent -> agent.status() == AgentStatus.RECOVERED).count();
    draft.agenda.clock(
        new Clock(
            draft.now,
            draft.now.plus(draft.settings.pingInterval()),
            draft.now.plus(draft.settings.upkeep().forgetEvery()),
            Optional.empty(),
            Math.toIntExact(recovered)));
    List.copyOf(draft.agents()).forEach(agent -> AgentLifecycle.awaitRecovered(draft, agent));
    List.copyOf(draft.frameworks())
        .forEach(framework -> FrameworkLifecycle.awaitRecovered(draft, framework));
  }

  private static void timePassed(Draft draft) {
    for (var due = draft.agenda.takeDue(); due.isPresent(); due = draft.agenda.takeDue()) {
      Deadline deadline = due.get();
      switch (deadline.kind()) {
        case FILTER_EXPIRES -> OfferRules.expire(draft, deadline);
        case OFFER_TIMES_OUT -> OfferRules.timedOut(draft, deadline);
        case ALLOCATION -> draft.offerEverything();
        case FRAMEWORK_FAILOVER -> FrameworkLifecycle.failoverTimedOut(draft, deadline);
        case AGENT_REREGISTRATION -> AgentLoss.reregistrationTimedOut(draft, deadline);
        case AGENT_REMOVAL -> RemovalRate.turnHasCome(draft, deadline);
        // Looking at the agent again finds out who is to be asked once more.
        case INVERSE_OFFER -> draft.upkeep.touched(new AgentId(deadline.agent()));
      }
    }
    Clock clock = draft.agenda.clock().orElseThrow();
    if (!draft.now.isBefore(clock.nextPing())) {
      AgentLifecycle.ping(draft);
      // A safety net: offers are made in the decisions that free something.
      draft.offerEverything();
      RegistryMemory.forgetOld(draft);
      draft.agenda.clock(
          draft
              .agenda
              .clock()
              .orElseThrow()
              .pinging(draft.now.plus(draft.settings.pingInterval())));
    }
  }

  private static MasterOutcome calls(Draft draft, MasterEvent.FrameworkCalls event) {
    MasterOutcome outcome = ACCEPTED;
    for (FrameworkCall call : event.calls()) {
      Framework framework = draft.framework(event.framework());
      if (framework == null) {
        return new MasterOutcome.UnknownFramework();
      }
      if (event.principal().isPresent()
          && !event.principal().equals(framework.description().principal())) {
        return new MasterOutcome.PrincipalForeign();
      }
      if (!framework.connected()) {
        return new MasterOutcome.NotSubscribed();
      }
      if (event.stream().isEmpty()) {
        return new MasterOutcome.StreamMissing();
      }
      if (!event.stream().equals(framework.link().stream())) {
        return new MasterOutcome.StreamForeign();
      }
      outcome = call(draft, framework, call);
      if (outcome instanceof MasterOutcome.FrameworkUpdateRefused
          || outcome instanceof MasterOutcome.NotAuthorized) {
        return outcome;
      }
    }
    return outcome;
  }

  private static MasterOutcome call(Draft draft, Framework framework, FrameworkCall call) {
    var id = framework.id();
    switch (call) {
      case FrameworkCall.Accept accept -> AcceptRules.accept(draft, id, accept);
      case FrameworkCall.Decline decline -> OfferRules.decline(draft, id, decline);
      case FrameworkCall.Revive(var roles) -> FrameworkLifecycle.revive(draft, id, roles);
      case FrameworkCall.Suppress(var roles) -> FrameworkLifecycle.suppress(draft, id, roles);
      case FrameworkCall.Kill kill -> TaskRules.kill(draft, id, kill);
      case FrameworkCall.Acknowledge acknowledge -> TaskRules.acknowledge(draft, id, acknowledge);
      case FrameworkCall.Reconcile reconcile -> TaskRules.reconcile(draft, id, reconcile);
      case FrameworkCall.ShutdownExecutor shutdown -> TaskRules.shutdown(draft, id, shutdown);
      case FrameworkCall.AnswerInverseOffers answer -> InverseOfferRules.answer(draft, id, answer);
      case FrameworkCall.Message message -> MessageRules.toExecutor(draft, id, message);
      case FrameworkCall.ReconcileOperations reconcile ->
          MessageRules.reconcile(draft, id, reconcile);
      case FrameworkCall.Teardown() -> FrameworkLifecycle.remove(draft, id);
      case FrameworkCall.UpdateFramework update -> {
        return FrameworkLifecycle.update(draft, id, update);
      }
      case FrameworkCall.NoOp(var type) -> {
        return ACCEPTED;
      }
    }
    return ACCEPTED;
  }

  @Override
  public Optional<Instant> wakeAt(MasterState state) {
    if (state.clock().isEmpty()) {
      return Optional.of(Instant.EPOCH);
    }
    Instant ping = state.clock().get().nextPing();
    if (state.deadlines().isEmpty()) {
      return Optional.of(ping);
    }
    Instant deadline = state.deadlines().first().at();
    return Optional.of(deadline.isBefore(ping) ? deadline : ping);
  }

  @Override
  public MasterEvent wakeUp() {
    return WAKE_UP;
  }
}
