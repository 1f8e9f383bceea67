package dev.stadion.marathon.runtime;

import dev.stadion.marathon.health.Probe;
import dev.stadion.marathon.instance.TaskName;
import java.util.List;

/** Looks at tasks until told otherwise. May be called from any thread; never waits. */
public interface Probing {
  /** Begins; what is already looked at goes on as it is. */
  void watch(TaskName task, List<Probe> probes);

  void unwatch(TaskName task);

  void unwatchAll();
}
