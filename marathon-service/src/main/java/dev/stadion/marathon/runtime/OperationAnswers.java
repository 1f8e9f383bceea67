package dev.stadion.marathon.runtime;

import static java.util.Objects.requireNonNull;

import dev.stadion.mesos.v1.OperationStatus;
import dev.stadion.offerclient.SchedulerEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what masters say of operations, and stops asking where nobody can answer. */
final class OperationAnswers {
  /** In the words of masters whose agents are older than Mesos 1.9. */
  private static final String UNABLE = "requested feedback";

  private static final Logger log = LoggerFactory.getLogger(OperationAnswers.class);

  private final MasterCalls calls;

  OperationAnswers(MasterCalls calls) {
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
    }
  }
}
