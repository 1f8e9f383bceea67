package dev.stadion.master.wire;

import dev.stadion.master.heart.FrameworkCall;
import dev.stadion.master.heart.FrameworkCall.TaskQuery;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.Operation;
import dev.stadion.master.heart.Payload;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.Filters;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.OfferID;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.IdRules;
import dev.stadion.scheduling.id.OfferId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Scheduler calls as the heart understands them; checks their form (mesos-v1.md §3.1). */
public final class CallReader {
  private static final double DEFAULT_REFUSE_SECONDS = 5;
  private static final Duration LONGEST_REFUSAL = Duration.ofDays(365);

  /** The heart's answer to it tells whether the rest of the call was right. */
  public static final FrameworkCall.NoOp UNKNOWN = new FrameworkCall.NoOp("UNKNOWN");

  private CallReader() {}

  /**
   * Whether the call names a type; otherwise it is invalid.
   *
   * @throws InvalidCallException when it does not
   */
  public static boolean isSubscribe(Call call) throws InvalidCallException {
    boolean unknownType = call.getUnknownFields().hasField(Call.TYPE_FIELD_NUMBER);
    if (!call.hasType() && !unknownType) {
      throw new InvalidCallException("Expecting 'type' to be present");
    }
    return call.getType() == Call.Type.SUBSCRIBE;
  }

  /**
   * A SUBSCRIBE.
   *
   * @param stream the name of the connection it came over
   * @throws InvalidCallException when its form is wrong
   */
  public static MasterEvent.Subscribe subscribe(Call call, String stream)
      throws InvalidCallException {
    if (!call.hasSubscribe()) {
      throw new InvalidCallException("Expecting 'subscribe' to be present");
    }
    FrameworkInfo info = call.getSubscribe().getFrameworkInfo();
    if (!call.getFrameworkId().getValue().equals(info.getId().getValue())) {
      throw new InvalidCallException("'framework_id' differs from 'subscribe.framework_info.id'");
    }
    String id = info.getId().getValue();
    return new MasterEvent.Subscribe(
        stream,
        id.isEmpty() || IdRules.problemWith(id) != null
            ? Optional.empty()
            : Optional.of(new FrameworkId(id)),
        Frameworks.describe(info, Constraints.read(call.getSubscribe().getOfferConstraints())),
        new HashSet<>(call.getSubscribe().getSuppressedRolesList()));
  }

  /** Why the framework id of a SUBSCRIBE is refused; such a refusal is an ERROR event. */
  public static Optional<String> idProblem(Call subscribe) {
    String id = subscribe.getSubscribe().getFrameworkInfo().getId().getValue();
    return id.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(IdRules.problemWith(id)).map(p -> "The framework id " + p);
  }

  /**
   * Which framework a call is of; empty when no framework can have such an id.
   *
   * @throws InvalidCallException when there is none
   */
  public static Optional<FrameworkId> framework(Call call) throws InvalidCallException {
    if (!call.hasFrameworkId()) {
      throw new InvalidCallException("Expecting 'framework_id' to be present");
    }
    String id = call.getFrameworkId().getValue();
    return IdRules.problemWith(id) == null ? Optional.of(new FrameworkId(id)) : Optional.empty();
  }

  /**
   * Any call but SUBSCRIBE.
   *
   * @throws InvalidCallException when its form is wrong
   */
  public static FrameworkCall read(Call call) throws InvalidCallException {
    try {
      return switch (call.getType()) {
        case ACCEPT -> accept(call);
        case DECLINE -> decline(call);
        case REVIVE -> new FrameworkCall.Revive(Set.copyOf(call.getRevive().getRolesList()));
        case SUPPRESS -> new FrameworkCall.Suppress(Set.copyOf(call.getSuppress().getRolesList()));
        case KILL -> kill(call);
        case ACKNOWLEDGE -> acknowledge(call);
        case RECONCILE -> reconcile(call);
        case SHUTDOWN -> shutdown(call);
        case TEARDOWN -> new FrameworkCall.Teardown();
        case UPDATE_FRAMEWORK -> update(call);
        case MESSAGE -> message(call);
        case REQUEST -> noOp(call, call.hasRequest(), "request");
        case ACCEPT_INVERSE_OFFERS -> acceptInverse(call);
        case DECLINE_INVERSE_OFFERS -> declineInverse(call);
        case ACKNOWLEDGE_OPERATION_STATUS -> acknowledgeOperation(call);
        case RECONCILE_OPERATIONS -> reconcileOperations(call);
        case SUBSCRIBE -> throw new InvalidCallException("SUBSCRIBE cannot be sent in a batch");
        case UNKNOWN -> UNKNOWN;
      };
    } catch (IllegalArgumentException e) {
      throw new InvalidCallException(e.getMessage(), e);
    }
  }

  private static FrameworkCall accept(Call call) throws InvalidCallException {
    require(call.hasAccept(), "accept");
    var operations = new ArrayList<Operation>();
    for (Offer.Operation operation : call.getAccept().getOperationsList()) {
      operations.add(Operations.read(operation, call.getFrameworkId()));
    }
    return new FrameworkCall.Accept(
        offers(call.getAccept().getOfferIdsList()),
        operations,
        refusal(call.getAccept().getFilters()));
  }

  private static FrameworkCall decline(Call call) throws InvalidCallException {
    require(call.hasDecline(), "decline");
    return new FrameworkCall.Decline(
        offers(call.getDecline().getOfferIdsList()), refusal(call.getDecline().getFilters()));
  }

  private static FrameworkCall acceptInverse(Call call) throws InvalidCallException {
    require(call.hasAcceptInverseOffers(), "accept_inverse_offers");
    Call.AcceptInverseOffers accept = call.getAcceptInverseOffers();
    return new FrameworkCall.AnswerInverseOffers(
        true, offers(accept.getInverseOfferIdsList()), refusal(accept.getFilters()));
  }

  private static FrameworkCall declineInverse(Call call) throws InvalidCallException {
    require(call.hasDeclineInverseOffers(), "decline_inverse_offers");
    Call.DeclineInverseOffers decline = call.getDeclineInverseOffers();
    return new FrameworkCall.AnswerInverseOffers(
        false, offers(decline.getInverseOfferIdsList()), refusal(decline.getFilters()));
  }

  private static List<OfferId> offers(List<OfferID> ids) {
    return ids.stream().map(Ids::fromProto).toList();
  }

  /** Negative and absurd values become the default, long ones a year (mesos-v1.md §3.4). */
  private static Duration refusal(Filters filters) {
    double seconds = filters.getRefuseSeconds();
    Duration asked = Durations.ofSeconds(seconds >= 0 ? seconds : DEFAULT_REFUSE_SECONDS);
    return asked.compareTo(LONGEST_REFUSAL) > 0 ? LONGEST_REFUSAL : asked;
  }

  private static FrameworkCall kill(Call call) throws InvalidCallException {
    require(call.hasKill(), "kill");
    Call.Kill kill = call.getKill();
    boolean grace = kill.getKillPolicy().hasGracePeriod();
    if (kill.getKillPolicy().getGracePeriod().getNanoseconds() < 0) {
      throw new InvalidCallException("'kill.kill_policy.grace_period' must not be negative");
    }
    return new FrameworkCall.Kill(
        Ids.fromProto(kill.getTaskId()),
        agent(kill.hasAgentId(), kill.getAgentId().getValue()),
        grace
            ? Optional.of(Durations.fromProto(kill.getKillPolicy().getGracePeriod()))
            : Optional.empty());
  }

  private static FrameworkCall acknowledge(Call call) throws InvalidCallException {
    require(call.hasAcknowledge(), "acknowledge");
    Call.Acknowledge acknowledge = call.getAcknowledge();
    return new FrameworkCall.Acknowledge(
        Ids.fromProto(acknowledge.getAgentId()),
        Ids.fromProto(acknowledge.getTaskId()),
        Uuids.fromBytes(acknowledge.getUuid()));
  }

  private static FrameworkCall reconcile(Call call) throws InvalidCallException {
    require(call.hasReconcile(), "reconcile");
    return new FrameworkCall.Reconcile(
        call.getReconcile().getTasksList().stream()
            .map(task ->
                new TaskQuery(
                    Ids.fromProto(task.getTaskId()),
                    agent(task.hasAgentId(), task.getAgentId().getValue())))
            .toList());
  }

  /** An empty agent id counts as none: that is what clients with plain strings send. */
  private static Optional<AgentId> agent(boolean present, String value) {
    return present && !value.isEmpty() ? Optional.of(new AgentId(value)) : Optional.empty();
  }

  private static FrameworkCall shutdown(Call call) throws InvalidCallException {
    require(call.hasShutdown(), "shutdown");
    return new FrameworkCall.ShutdownExecutor(
        call.getShutdown().getExecutorId().getValue(),
        Ids.fromProto(call.getShutdown().getAgentId()));
  }

  private static FrameworkCall update(Call call) throws InvalidCallException {
    require(call.hasUpdateFramework(), "update_framework");
    FrameworkInfo info = call.getUpdateFramework().getFrameworkInfo();
    if (!info.getId().getValue().equals(call.getFrameworkId().getValue())) {
      throw new InvalidCallException(
          "'framework_id' differs from 'update_framework.framework_info.id'");
    }
    return new FrameworkCall.UpdateFramework(
        Frameworks.describe(
            info, Constraints.read(call.getUpdateFramework().getOfferConstraints())),
        new HashSet<>(call.getUpdateFramework().getSuppressedRolesList()));
  }

  private static FrameworkCall message(Call call) throws InvalidCallException {
    require(call.hasMessage(), "message");
    return new FrameworkCall.Message(
        Ids.fromProto(call.getMessage().getAgentId()),
        call.getMessage().getExecutorId().getValue(),
        Payload.of(call.getMessage().getData().toByteArray()));
  }

  private static FrameworkCall reconcileOperations(Call call) throws InvalidCallException {
    require(call.hasReconcileOperations(), "reconcile_operations");
    return new FrameworkCall.ReconcileOperations(
        call.getReconcileOperations().getOperationsList().stream()
            .map(operation ->
                new FrameworkCall.OperationQuery(
                    operation.getOperationId().getValue(),
                    agent(operation.hasAgentId(), operation.getAgentId().getValue())))
            .toList());
  }

  private static FrameworkCall acknowledgeOperation(Call call) throws InvalidCallException {
    require(call.hasAcknowledgeOperationStatus(), "acknowledge_operation_status");
    Uuids.fromBytes(call.getAcknowledgeOperationStatus().getUuid());
    return new FrameworkCall.NoOp(call.getType().name());
  }

  private static FrameworkCall noOp(Call call, boolean present, String member)
      throws InvalidCallException {
    require(present, member);
    return new FrameworkCall.NoOp(call.getType().name());
  }

  private static void require(boolean present, String member) throws InvalidCallException {
    if (!present) {
      throw new InvalidCallException("Expecting '" + member + "' to be present");
    }
  }
}
