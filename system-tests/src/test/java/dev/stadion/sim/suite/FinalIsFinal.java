package dev.stadion.sim.suite;

import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.master.heart.MasterChange;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Task;
import dev.stadion.master.heart.TaskKey;
import dev.stadion.scheduling.task.TaskState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The master's store, which is astonished when a task that has ended becomes something else. */
record FinalIsFinal(StateStore<MasterState, MasterChange> store, Map<TaskKey, TaskState> ended)
    implements StateStore<MasterState, MasterChange> {

  FinalIsFinal(StateStore<MasterState, MasterChange> store) {
    this(store, new HashMap<>());
  }

  @Override
  public MasterState load(long epoch) {
    return store.load(epoch);
  }

  @Override
  public void commit(long epoch, List<MasterChange> changes) {
    for (MasterChange change : changes) {
      Task task =
          switch (change) {
            case MasterChange.TaskSaved(var saved) -> saved;
            case MasterChange.TaskProgressed(var progressed) -> progressed;
            default -> null;
          };
      if (task != null) {
        TaskState before = ended.get(task.key());
        if (before != null && before != task.state()) {
          throw new AssertionError(task.id() + " was " + before + " and is " + task.state());
        }
        if (task.state().isTerminal()) {
          ended.put(task.key(), task.state());
        }
      }
    }
    store.commit(epoch, changes);
  }
}
