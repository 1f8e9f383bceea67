package dev.stadion.marathon.launch;

import dev.stadion.marathon.app.RunSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives every app ports by which load balancers know it (marathon.md §5.4). */
public record ServicePorts(int min, int max) {

  /**
   * Replaces every 0 among the service ports of {@code app}: first by the ports its predecessor
   * had, then by the lowest free ones.
   *
   * @param taken by other apps
   * @return empty when the range is exhausted
   */
  public Optional<RunSpec> assign(RunSpec app, Optional<RunSpec> predecessor, TakenPorts taken) {
    List<Integer> wanted = app.servicePorts();
    if (!wanted.contains(0)) {
      return Optional.of(app);
    }
    TakenPorts used = taken.plus(wanted);
    TakenPorts others = used;
    var former = new ArrayDeque<Integer>();
    predecessor.map(RunSpec::servicePorts).orElse(List.of()).stream()
        .filter(port -> port >= min && port <= max && !others.contains(port))
        .forEach(former::add);
    used = used.plus(former);
    var assigned = new ArrayList<Integer>();
    int next = min;
    for (int port : wanted) {
      if (port != 0) {
        assigned.add(port);
      } else if (!former.isEmpty()) {
        assigned.add(former.poll());
      } else {
        next = used.freeFrom(next);
        if (next > max) {
          return Optional.empty();
        }
        assigned.add(next++);
      }
    }
    return Optional.of(app.withServicePorts(assigned));
  }
}
