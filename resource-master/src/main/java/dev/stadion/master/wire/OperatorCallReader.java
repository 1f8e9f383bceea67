package dev.stadion.master.wire;

import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.Operation;
import dev.stadion.master.heart.OperatorCall;
import dev.stadion.master.heart.QuotaLimits;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Value;
import dev.stadion.mesos.v1.WeightInfo;
import dev.stadion.mesos.v1.master.Call;
import dev.stadion.mesos.v1.quota.QuotaConfig;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Operators' calls that change something, as the heart understands them; checks their form. */
public final class OperatorCallReader {
  private static final double THOUSANDTHS = 1_000;
  private static final Duration LONGEST_GRACE = Duration.ofDays(365);

  private OperatorCallReader() {}

  /**
   * Empty for calls that only read.
   *
   * @throws InvalidCallException when its form is wrong
   */
  public static Optional<MasterEvent> change(Call call) throws InvalidCallException {
    try {
      return switch (call.getType()) {
        case UPDATE_WEIGHTS -> {
          require(call.hasUpdateWeights(), "update_weights");
          yield Optional.of(weights(call.getUpdateWeights().getWeightInfosList()));
        }
        case UPDATE_QUOTA -> {
          require(call.hasUpdateQuota(), "update_quota");
          yield Optional.of(quota(call.getUpdateQuota()));
        }
        case REMOVE_QUOTA -> {
          require(call.hasRemoveQuota(), "remove_quota");
          yield Optional.of(new MasterEvent.RemoveQuota(call.getRemoveQuota().getRole()));
        }
        case UPDATE_MAINTENANCE_SCHEDULE -> {
          require(call.hasUpdateMaintenanceSchedule(), "update_maintenance_schedule");
          yield operator(
              new OperatorCall.UpdateSchedule(
                  Schedules.read(call.getUpdateMaintenanceSchedule().getSchedule())));
        }
        case START_MAINTENANCE -> {
          require(call.hasStartMaintenance(), "start_maintenance");
          yield operator(
              new OperatorCall.StartMaintenance(
                  Schedules.machines(call.getStartMaintenance().getMachinesList())));
        }
        case STOP_MAINTENANCE -> {
          require(call.hasStopMaintenance(), "stop_maintenance");
          yield operator(
              new OperatorCall.StopMaintenance(
                  Schedules.machines(call.getStopMaintenance().getMachinesList())));
        }
        case DRAIN_AGENT -> {
          require(call.hasDrainAgent(), "drain_agent");
          yield operator(drain(call.getDrainAgent()));
        }
        case DEACTIVATE_AGENT -> {
          require(call.hasDeactivateAgent(), "deactivate_agent");
          yield operator(
              new OperatorCall.DeactivateAgent(
                  Ids.fromProto(call.getDeactivateAgent().getAgentId())));
        }
        case REACTIVATE_AGENT -> {
          require(call.hasReactivateAgent(), "reactivate_agent");
          yield operator(
              new OperatorCall.ReactivateAgent(
                  Ids.fromProto(call.getReactivateAgent().getAgentId())));
        }
        case MARK_AGENT_GONE -> {
          require(call.hasMarkAgentGone(), "mark_agent_gone");
          yield operator(
              new OperatorCall.MarkAgentGone(Ids.fromProto(call.getMarkAgentGone().getAgentId())));
        }
        case TEARDOWN -> {
          require(call.hasTeardown(), "teardown");
          yield operator(
              new OperatorCall.Teardown(Ids.fromProto(call.getTeardown().getFrameworkId())));
        }
        case RESERVE_RESOURCES -> {
          require(call.hasReserveResources(), "reserve_resources");
          Call.ReserveResources reserve = call.getReserveResources();
          if (reserve.getSourceCount() > 0) {
            throw new InvalidCallException("'reserve_resources.source' is not supported");
          }
          yield change(reserve.getAgentId(), Operation.Kind.RESERVE, reserve.getResourcesList());
        }
        case UNRESERVE_RESOURCES -> {
          require(call.hasUnreserveResources(), "unreserve_resources");
          yield change(
              call.getUnreserveResources().getAgentId(),
              Operation.Kind.UNRESERVE,
              call.getUnreserveResources().getResourcesList());
        }
        case CREATE_VOLUMES -> {
          require(call.hasCreateVolumes(), "create_volumes");
          yield change(
              call.getCreateVolumes().getAgentId(),
              Operation.Kind.CREATE,
              call.getCreateVolumes().getVolumesList());
        }
        case DESTROY_VOLUMES -> {
          require(call.hasDestroyVolumes(), "destroy_volumes");
          yield change(
              call.getDestroyVolumes().getAgentId(),
              Operation.Kind.DESTROY,
              call.getDestroyVolumes().getVolumesList());
        }
        case UNKNOWN,
            GET_HEALTH,
            GET_FLAGS,
            GET_VERSION,
            GET_METRICS,
            GET_LOGGING_LEVEL,
            SET_LOGGING_LEVEL,
            LIST_FILES,
            READ_FILE,
            GET_STATE,
            GET_AGENTS,
            GET_FRAMEWORKS,
            GET_EXECUTORS,
            GET_OPERATIONS,
            GET_TASKS,
            GET_ROLES,
            GET_WEIGHTS,
            GET_MASTER,
            SUBSCRIBE,
            GROW_VOLUME,
            SHRINK_VOLUME,
            GET_MAINTENANCE_STATUS,
            GET_MAINTENANCE_SCHEDULE,
            GET_QUOTA,
            SET_QUOTA ->
            Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      throw new InvalidCallException(e.getMessage(), e);
    }
  }

  /** The older forms ask for the same. */
  public static Optional<MasterEvent> change(
      AgentID agent, Operation.Kind kind, List<Resource> resources) throws InvalidCallException {
    return switch (Operations.change(Optional.empty(), kind, resources)) {
      case Operation.Change change ->
          operator(new OperatorCall.ChangeResources(Ids.fromProto(agent), change));
      case Operation.Defective(_, var problem) -> throw new InvalidCallException(problem);
      case Operation.Launch _, Operation.LaunchGroup _ ->
          throw new IllegalStateException("a change of resources launches nothing");
    };
  }

  private static Optional<MasterEvent> operator(OperatorCall call) {
    return Optional.of(new MasterEvent.FromOperator(call));
  }

  private static OperatorCall drain(Call.DrainAgent drain) throws InvalidCallException {
    Optional<Duration> grace = Optional.empty();
    if (drain.hasMaxGracePeriod()) {
      try {
        grace =
            Optional.of(
                Duration.ofSeconds(
                    drain.getMaxGracePeriod().getSeconds(), drain.getMaxGracePeriod().getNanos()));
      } catch (DateTimeException | ArithmeticException e) {
        throw new InvalidCallException("'drain_agent.max_grace_period' is out of range", e);
      }
      if (grace.get().isNegative()) {
        throw new InvalidCallException("'drain_agent.max_grace_period' must not be negative");
      }
      if (grace.get().compareTo(LONGEST_GRACE) > 0) {
        throw new InvalidCallException("'drain_agent.max_grace_period' is out of range");
      }
    }
    return new OperatorCall.DrainAgent(
        Ids.fromProto(drain.getAgentId()), grace, drain.getMarkGone());
  }

  /** {@code PUT /weights} has the same list. */
  public static MasterEvent weights(List<WeightInfo> infos) throws InvalidCallException {
    SortedMap<String, Double> weights = new TreeMap<>();
    for (WeightInfo info : infos) {
      require(info.hasRole(), "role");
      if (weights.put(info.getRole(), info.getWeight()) != null) {
        throw new InvalidCallException("Role '" + info.getRole() + "' appears more than once");
      }
    }
    return new MasterEvent.UpdateWeights(weights);
  }

  private static MasterEvent quota(Call.UpdateQuota update) throws InvalidCallException {
    SortedMap<String, QuotaLimits> limits = new TreeMap<>();
    for (QuotaConfig config : update.getQuotaConfigsList()) {
      if (!config.getGuaranteesMap().isEmpty()) {
        throw new InvalidCallException("Quota guarantees are not supported: set limits");
      }
      SortedMap<String, Long> millis = new TreeMap<>();
      for (Map.Entry<String, Value.Scalar> limit : config.getLimitsMap().entrySet()) {
        double value = limit.getValue().getValue();
        if (!(value >= 0) || value * THOUSANDTHS > Long.MAX_VALUE) {
          throw new InvalidCallException(
              "The limit of '" + limit.getKey() + "' must be a number from 0");
        }
        millis.put(limit.getKey(), Math.round(value * THOUSANDTHS));
      }
      if (limits.put(config.getRole(), new QuotaLimits(millis)) != null) {
        throw new InvalidCallException("Role '" + config.getRole() + "' appears more than once");
      }
    }
    return new MasterEvent.UpdateQuota(update.getForce(), limits);
  }

  private static void require(boolean present, String field) throws InvalidCallException {
    if (!present) {
      throw new InvalidCallException("Expecting '" + field + "' to be present");
    }
  }
}
