package dev.stadion.marathon.runtime;

import static java.util.Objects.requireNonNull;

import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.OperationStatus;
import dev.stadion.offerclient.SchedulerCalls;
import dev.stadion.offerclient.SchedulerEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up the conversation about operations (mesos-v1.md §3.13): acknowledges what is said of them
 * and stops asking where nobody can answer.
 */
final class OperationAnswers {
  /** In the words of masters whose agents are older than Mesos 1.9. */
  private static final String UNABLE = "requested feedback";

  private static final Logger log = LoggerFactory.getLogger(OperationAnswers.class);

  private final SchedulerCalls master;
  private final MasterCalls calls;

  OperationAnswers(SchedulerCalls master, MasterCalls calls) {
    this.master = requireNonNull(master, "master");
    this.calls = requireNonNull(calls, "calls");
  }

  /** Called by the client's thread. */
  void heard(SchedulerEvent event) {
    if (event instanceof SchedulerEvent.Subscribed) {
      calls.askForAnswers(true);
    } else if (event instanceof SchedulerEvent.OperationUpdated(OperationStatus status)) {
      log.info(
          "operation {} {} {}",
          status.getOperationId().getValue(),
          status.getState(),
          status.getMessage().replaceAll("\\p{Cntrl}", " "));
      if (status.getMessage().contains(UNABLE)) {
        calls.askForAnswers(false);
      }
      acknowledge(status);
    }
  }

  /** Nothing that must survive us follows from it, so it can be acknowledged at once. */
  private void acknowledge(OperationStatus status) {
    if (status.hasUuid() && status.hasAgentId() && status.hasOperationId()) {
      master.acknowledgeOperation(
          status.getOperationId().getValue(),
          Ids.fromProto(status.getAgentId()),
          Uuids.fromBytes(status.getUuid().getValue()));
    }
  }
}
