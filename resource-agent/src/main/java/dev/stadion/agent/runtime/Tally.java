package dev.stadion.agent.runtime;

import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.scheduling.task.TaskState;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Counts what an agent has said and done since its start. Thread-safe. */
public final class Tally {
  private static final int REMEMBERED = 10_000;

  private final Map<TaskState, Long> updates = new EnumMap<>(TaskState.class);
  private final Map<UUID, Boolean> said =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private long launchErrors;
  private long messages;
  private long invalidUpdates;
  private long removals;
  private long failedRemovals;

  /** An update went out; one that is said again does not count again. */
  synchronized void say(StatusUpdate update) {
    if (said.put(update.uuid(), true) == null) {
      updates.merge(update.state(), 1L, Long::sum);
      if (update.reason().filter("CONTAINER_LAUNCH_FAILED"::equals).isPresent()) {
        launchErrors++;
      }
    }
  }

  /** A message of a framework or an executor was passed on. */
  synchronized void message() {
    messages++;
  }

  /** An executor said what cannot be so. */
  public synchronized void invalidUpdate() {
    invalidUpdates++;
  }

  synchronized void removedSandboxes(int count) {
    removals += count;
  }

  synchronized void failedToRemoveSandboxes() {
    failedRemovals++;
  }

  /** How many updates said that a task was in this state. */
  public synchronized long updates(TaskState state) {
    return updates.getOrDefault(state, 0L);
  }

  public synchronized long allUpdates() {
    return updates.values().stream().mapToLong(Long::longValue).sum();
  }

  public synchronized long launchErrors() {
    return launchErrors;
  }

  public synchronized long messages() {
    return messages;
  }

  public synchronized long invalidUpdates() {
    return invalidUpdates;
  }

  public synchronized long removals() {
    return removals;
  }

  public synchronized long failedRemovals() {
    return failedRemovals;
  }
}
