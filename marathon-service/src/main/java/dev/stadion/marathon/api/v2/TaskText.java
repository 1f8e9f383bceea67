package dev.stadion.marathon.api.v2;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.Network;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.scheduler.Service;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where tasks listen, as lines for shells and simple load balancers (marathon.md §3.5): a line for
 * each service port, with the addresses behind it.
 */
final class TaskText {
  /** Clients that take anything get JSON. */
  static final String TYPE = "text/plain;qs=0.5";

  private TaskText() {}

  /**
   * @param networks the container networks on which tasks are told by their own addresses; each a
   *     list joined by commas, {@code *} is all of them
   */
  static String write(Collection<Service> services, List<String> networks) {
    Set<String> direct = new HashSet<>();
    networks.forEach(names -> direct.addAll(List.of(names.split(",", -1))));
    var text = new StringBuilder();
    for (Service service : services) {
      service
          .application()
          .map(App::application)
          .ifPresent(app -> lines(text, service, app, direct));
    }
    return text.toString();
  }

  private static void lines(
      StringBuilder text, Service service, AppDefinition app, Set<String> direct) {
    List<Integer> servicePorts = app.servicePorts();
    if (servicePorts.isEmpty()) {
      line(text, service, " ", instance -> host(instance));
      return;
    }
    for (int i = 0; i < servicePorts.size(); i++) {
      int index = i;
      line(
          text,
          service,
          servicePorts.get(i).toString(),
          instance -> address(app, instance, index, direct));
    }
  }

  private interface Address {
    Optional<String> of(Instance instance);
  }

  private static void line(StringBuilder text, Service service, String port, Address address) {
    text.append(service.id().safe()).append('\t').append(port).append('\t');
    service.instances().values().stream()
        .filter(instance -> instance.condition() == Condition.RUNNING)
        .flatMap(instance -> address.of(instance).stream())
        .sorted()
        .forEach(at -> text.append(at).append('\t'));
    text.append('\n');
  }

  private static Optional<String> host(Instance instance) {
    return instance.placement().map(Placement::hostname);
  }

  private static Optional<String> address(
      AppDefinition app, Instance instance, int index, Set<String> direct) {
    if (isDirect(app, direct) && !instance.ipAddresses().isEmpty()) {
      return Optional.of(
          instance.ipAddresses().getFirst() + ":" + app.portMappings().get(index).containerPort());
    }
    return instance
        .placement()
        .filter(place -> index < place.hostPorts().size())
        .map(place -> place.hostname() + ":" + place.hostPorts().get(index));
  }

  private static boolean isDirect(AppDefinition app, Set<String> direct) {
    return app.networks().stream()
        .filter(network -> network.mode() == Network.Mode.CONTAINER)
        .anyMatch(
            network -> direct.contains("*") || network.name().filter(direct::contains).isPresent());
  }
}
