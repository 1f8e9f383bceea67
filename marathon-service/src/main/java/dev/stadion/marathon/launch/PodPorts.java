package dev.stadion.marathon.launch;

import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.PodDefinition.Endpoint;
import dev.stadion.marathon.app.PodDefinition.PodContainer;
import dev.stadion.scheduling.matching.PortDemand;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Ports of a pod's endpoints, in the order of its containers (marathon.md §8.1). */
public final class PodPorts {
  private PodPorts() {}

  /**
   * An endpoint of a running instance.
   *
   * @param hostPort absent when it is not reached through the agent
   */
  public record Bound(PodContainer container, Endpoint endpoint, Optional<Integer> hostPort) {
    /** The port its task listens on, as far as it is known. */
    public Optional<Integer> listening() {
      return endpoint.containerPort().filter(port -> port != 0).or(() -> hostPort);
    }
  }

  static List<PortDemand> demands(PodDefinition pod) {
    var demands = new ArrayList<PortDemand>();
    for (PodContainer container : pod.containers()) {
      for (Endpoint endpoint : container.endpoints()) {
        endpoint
            .hostPort()
            .ifPresent(
                port -> demands.add(port == 0 ? new PortDemand.Any() : new PortDemand.Fixed(port)));
      }
    }
    return demands;
  }

  /** All endpoints of an instance that was given {@code hostPorts} for its demands. */
  public static List<Bound> of(PodDefinition pod, List<Integer> hostPorts) {
    Iterator<Integer> next = hostPorts.iterator();
    var bound = new ArrayList<Bound>();
    for (PodContainer container : pod.containers()) {
      for (Endpoint endpoint : container.endpoints()) {
        bound.add(new Bound(container, endpoint, endpoint.hostPort().map(any -> next.next())));
      }
    }
    return bound;
  }
}
