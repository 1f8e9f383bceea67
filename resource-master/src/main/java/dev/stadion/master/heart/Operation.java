package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.resource.Resources;
import java.util.List;
import java.util.Optional;

/** One operation of an ACCEPT (mesos-v1.md §3.3). */
public sealed interface Operation {
  /** Present when the framework wants to hear what became of it. */
  Optional<String> id();

  /**
   * @param id only present by mistake: a launch gives no operation feedback
   */
  record Launch(Optional<String> id, List<Launchable> tasks) implements Operation {
    public Launch {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * Tasks that share one executor, all or nothing.
   *
   * @param problem the first broken rule of the group as a whole, in words
   */
  record LaunchGroup(Optional<String> id, Optional<String> problem, List<Launchable> tasks)
      implements Operation {
    public LaunchGroup {
      tasks = List.copyOf(tasks);
    }
  }

  /** What a {@link Change} does. */
  enum Kind {
    RESERVE,
    UNRESERVE,
    CREATE,
    DESTROY
  }

  /**
   * Reserves or unreserves resources, creates or destroys volumes.
   *
   * @param resources what RESERVE and CREATE lead to, what UNRESERVE and DESTROY begin with
   */
  record Change(Optional<String> id, Kind kind, Resources resources) implements Operation {
    public Change {
      requireNonNull(kind, "kind");
      requireNonNull(resources, "resources");
    }
  }

  /**
   * Its form is wrong already, or this master cannot do it.
   *
   * @param problem why
   */
  record Defective(Optional<String> id, String problem) implements Operation {}
}
