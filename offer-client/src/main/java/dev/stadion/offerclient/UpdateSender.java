package dev.stadion.offerclient;

import static java.util.Objects.requireNonNull;

import dev.stadion.mesos.v1.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends an executor's updates in their order, each until it was taken (mesos-v1.md §7.3). */
final class UpdateSender implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateSender.class);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final ExecutorCalls calls;
  private final Unacknowledged unacknowledged;
  private final MonotonicTimer timer;

  UpdateSender(ExecutorCalls calls, Unacknowledged unacknowledged, MonotonicTimer timer) {
    this.calls = requireNonNull(calls, "calls");
    this.unacknowledged = requireNonNull(unacknowledged, "unacknowledged");
    this.timer = requireNonNull(timer, "timer");
  }

  /** Until its thread is interrupted. */
  @Override
  public void run() {
    try {
      while (true) {
        TaskStatus status = unacknowledged.next();
        if (taken(status)) {
          unacknowledged.sent(status);
        } else {
          Pause.of(timer, RETRY);
        }
      }
    } catch (InterruptedException e) {
      LOG.trace("updates are sent no more", e);
    }
  }

  /** Whether it need not be sent again: the agent has it, or will never take it. */
  private boolean taken(TaskStatus status) throws InterruptedException {
    try {
      int code = calls.update(status);
      if (code >= 500 || code == 403 || code == 429) {
        return false; // it recovers, has yet to see our subscription, or has too much to do
      }
      if (code >= 400) {
        LOG.error("the agent refuses an update of {}: {}", status.getTaskId(), code);
      }
      return true;
    } catch (IOException e) {
      LOG.debug("an update must be sent again", e);
      return false;
    }
  }
}
