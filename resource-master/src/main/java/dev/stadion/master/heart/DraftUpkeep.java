package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The part of a {@link Draft} about maintenance, drains and what is remembered. Also collects which
 * agents the end of the decision must look at because of them.
 */
final class DraftUpkeep {
  private final Set<AgentId> touched = new LinkedHashSet<>();
  private final Set<AgentId> emptied = new LinkedHashSet<>();
  private Maintenance maintenance;
  private History history;

  DraftUpkeep(MasterState before) {
    this.maintenance = before.maintenance();
    this.history = before.history();
  }

  Maintenance maintenance() {
    return maintenance;
  }

  void maintenance(Maintenance next) {
    maintenance = next;
  }

  History history() {
    return history;
  }

  /** Who holds something of this agent may have changed. */
  void touched(AgentId agent) {
    if (!maintenance.machines().isEmpty()) {
      touched.add(agent);
    }
  }

  /** A new subscription does not know what the old one was asked. */
  void resubscribed(Framework framework) {
    if (!maintenance.machines().isEmpty()) {
      framework.tasks().values().forEach(task -> touched.add(task.agent()));
    }
  }

  /** The agents whose holders may have changed; asking empties the list. */
  Collection<AgentId> takeTouched() {
    List<AgentId> taken = List.copyOf(touched);
    touched.clear();
    return taken;
  }

  /** Perhaps nothing is left on this agent. */
  void emptied(AgentId agent) {
    emptied.add(agent);
  }

  /** The agents that have lost a task; asking empties the list. */
  Collection<AgentId> takeEmptied() {
    List<AgentId> taken = List.copyOf(emptied);
    emptied.clear();
    return taken;
  }

  /** Nobody needs to be told of this task any more. */
  void ended(Task task, int limit) {
    history = history.with(task, limit);
    emptied.add(task.agent());
  }

  void forget(FrameworkId framework) {
    history = history.without(framework);
  }
}
