package dev.stadion.master.heart;

import java.util.List;
import java.util.Optional;

/** One operation of an ACCEPT (mesos-v1.md §3.3). */
public sealed interface Operation {
  /**
   * @param id only present by mistake: a launch gives no operation feedback
   */
  record Launch(Optional<String> id, List<Launchable> tasks) implements Operation {
    public Launch {
      tasks = List.copyOf(tasks);
    }
  }

  /** A task group; this master does not run them, so each task is told so. */
  record LaunchGroup(List<String> taskIds) implements Operation {
    public LaunchGroup {
      taskIds = List.copyOf(taskIds);
    }
  }

  /**
   * An operation this master does not perform.
   *
   * @param id present when the framework wants to hear of it
   */
  record Unsupported(String type, Optional<String> id) implements Operation {}
}
