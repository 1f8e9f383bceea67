package dev.stadion.offerclient;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.executor.Call;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the agent has not confirmed yet, and of that, what was not even sent. Any thread; an agent
 * that comes back is told all of it (mesos-v1.md §7.3, §11.1).
 */
final class Unacknowledged {
  private final Map<TaskID, TaskInfo> tasks = new LinkedHashMap<>();
  private final Map<ByteString, TaskStatus> updates = new LinkedHashMap<>();
  private final ArrayDeque<TaskStatus> unsent = new ArrayDeque<>();
  private boolean late;

  synchronized void launched(List<TaskInfo> launched) {
    launched.forEach(task -> tasks.put(task.getTaskId(), task));
  }

  synchronized void updated(TaskStatus status) {
    updates.put(status.getUuid(), status);
    unsent.add(status);
    notifyAll();
  }

  synchronized void acknowledged(TaskID task, ByteString uuid) {
    updates.remove(uuid);
    tasks.remove(task);
    notifyAll();
  }

  /** For a new subscription, which brings everything there is. */
  synchronized Call.Subscribe subscribe() {
    unsent.clear();
    var subscribe = Call.Subscribe.newBuilder().addAllUnacknowledgedTasks(tasks.values());
    for (TaskStatus status : updates.values()) {
      subscribe.addUnacknowledgedUpdatesBuilder().setStatus(status);
    }
    return subscribe.build();
  }

  /** Waits for the next update to send; it stays the next until {@link #sent}. */
  synchronized TaskStatus next() throws InterruptedException {
    while (unsent.isEmpty()) {
      wait();
    }
    return unsent.peek();
  }

  synchronized void sent(TaskStatus status) {
    if (unsent.peek() == status) {
      unsent.remove();
    }
  }

  /** Whether the agent confirmed all within {@code atMost}. */
  boolean awaitNone(Duration atMost, MonotonicTimer timer) throws InterruptedException {
    MonotonicTimer.Wakeup wakeup = timer.after(atMost, this::timeIsUp);
    try {
      return awaitNone();
    } finally {
      wakeup.cancel();
    }
  }

  private synchronized boolean awaitNone() throws InterruptedException {
    while (!updates.isEmpty() && !late) {
      wait();
    }
    return updates.isEmpty();
  }

  private synchronized void timeIsUp() {
    late = true;
    notifyAll();
  }
}
