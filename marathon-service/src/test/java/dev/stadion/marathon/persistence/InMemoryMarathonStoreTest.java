package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.group.GroupHistory;
import dev.stadion.marathon.instance.TaskHistory;
import dev.stadion.marathon.scheduler.EventHistory;
import dev.stadion.marathon.scheduler.MarathonChange;
import dev.stadion.marathon.scheduler.MarathonState;

class InMemoryMarathonStoreTest extends MarathonStoreContract {
  private final InMemoryMarathonStore store = new InMemoryMarathonStore();

  @Override
  StateStore<MarathonState, MarathonChange> store() {
    return store;
  }

  @Override
  VersionHistory history() {
    return store;
  }

  @Override
  GroupHistory groupHistory() {
    return store;
  }

  @Override
  EventHistory eventHistory() {
    return store;
  }

  @Override
  TaskHistory taskHistory() {
    return store;
  }

  @Override
  void lead(long epoch) {
    // The model takes the epoch of whoever loads.
  }
}
