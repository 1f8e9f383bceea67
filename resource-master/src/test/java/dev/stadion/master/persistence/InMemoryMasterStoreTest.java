package dev.stadion.master.persistence;

import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.master.heart.MasterChange;
import dev.stadion.master.heart.MasterState;

class InMemoryMasterStoreTest extends MasterStoreContract {
  private final InMemoryMasterStore store = new InMemoryMasterStore("m");

  @Override
  StateStore<MasterState, MasterChange> store() {
    return store;
  }

  @Override
  void lead(long epoch) {
    // The model takes the first load of a higher epoch for the takeover.
  }
}
