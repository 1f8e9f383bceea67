package dev.stadion.mesos.convert;

import dev.stadion.mesos.v1.CheckStatusInfo;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.task.CheckResult;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Task statuses (mesos-v1.md §6.11). */
public final class Statuses {
  private static final String REASON_PREFIX = "REASON_";

  private Statuses() {}

  /**
   * As {@link #fromProto(TaskStatus, Instant)}; a status without a timestamp is dated 1970, which
   * only a foreign master can cause.
   */
  public static TaskUpdate fromProto(TaskStatus status) {
    return fromProto(status, Instant.EPOCH);
  }

  /**
   * @param received the date of a status that has none of its own
   * @throws IllegalArgumentException when an id or the uuid breaks its rule
   */
  public static TaskUpdate fromProto(TaskStatus status, Instant received) {
    return new TaskUpdate(
        Ids.fromProto(status.getTaskId()),
        status.hasAgentId() ? Optional.of(Ids.fromProto(status.getAgentId())) : Optional.empty(),
        TaskStates.fromProto(status.getState()),
        reason(status),
        status.getMessage(),
        status.hasUuid() ? Optional.of(Uuids.fromBytes(status.getUuid())) : Optional.empty(),
        status.hasTimestamp() ? Durations.ofTimestamp(status.getTimestamp()) : received,
        status.hasHealthy() ? Optional.of(status.getHealthy()) : Optional.empty(),
        ipAddresses(status),
        check(status.getCheckStatus()));
  }

  /**
   * The reason with a name without {@code REASON_}, as {@link TaskUpdate#reason()} has it; empty
   * for a name the schema does not know.
   */
  public static Optional<TaskStatus.Reason> reasonOf(String name) {
    for (TaskStatus.Reason reason : TaskStatus.Reason.values()) {
      if (reason.name().equals(REASON_PREFIX + name)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> reason(TaskStatus status) {
    return status.hasReason()
        ? Optional.of(status.getReason().name().substring(REASON_PREFIX.length()))
        : Optional.empty();
  }

  /** Empty while nothing was found out. */
  private static Optional<CheckResult> check(CheckStatusInfo found) {
    if (found.getCommand().hasExitCode()) {
      return Optional.of(new CheckResult.Command(found.getCommand().getExitCode()));
    }
    if (found.getHttp().hasStatusCode()) {
      return Optional.of(new CheckResult.Http(found.getHttp().getStatusCode()));
    }
    return found.getTcp().hasSucceeded()
        ? Optional.of(new CheckResult.Tcp(found.getTcp().getSucceeded()))
        : Optional.empty();
  }

  private static List<String> ipAddresses(TaskStatus status) {
    return status.getContainerStatus().getNetworkInfosList().stream()
        .flatMap(network -> network.getIpAddressesList().stream())
        .filter(NetworkInfo.IPAddress::hasIpAddress)
        .map(NetworkInfo.IPAddress::getIpAddress)
        .toList();
  }
}
