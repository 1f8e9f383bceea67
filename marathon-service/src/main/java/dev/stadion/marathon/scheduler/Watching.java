package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.health.Probe;
import dev.stadion.marathon.health.Probes;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.TaskName;
import java.util.List;
import java.util.Optional;

/** Tasks are looked at while they run and shall run. */
final class Watching {
  private Watching() {}

  /** What the way of an instance of {@code service} from one state to the next means for looks. */
  static Optional<MarathonEffect> follows(
      Service service, Optional<Instance> before, Optional<Instance> after) {
    boolean watched = before.filter(Watching::isWatched).isPresent();
    boolean watch = after.filter(Watching::isWatched).isPresent();
    if (watched && !watch) {
      return Optional.of(new MarathonEffect.Unwatch(task(before.get())));
    }
    if (watch && !watched) {
      Instance instance = after.get();
      List<Probe> probes =
          service
              .definition(instance.runSpecVersion())
              .map(app -> Probes.of(app, instance))
              .orElse(List.of());
      if (!probes.isEmpty()) {
        return Optional.of(new MarathonEffect.Watch(task(instance), probes));
      }
    }
    return Optional.empty();
  }

  private static TaskName task(Instance instance) {
    return new TaskName(instance.id(), instance.incarnation());
  }

  private static boolean isWatched(Instance instance) {
    return instance.condition() == Condition.RUNNING
        && instance.goal() == Goal.RUNNING
        && (!instance.health().checks().isEmpty() || instance.health().ready().isPresent());
  }
}
