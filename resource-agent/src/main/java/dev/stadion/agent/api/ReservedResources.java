package dev.stadion.agent.api;

import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.master.Messages;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** For whom the resources of an agent are set aside, as {@code /state} tells it. Pure. */
final class ReservedResources {
  private ReservedResources() {}

  /**
   * Adds the reserved and the unreserved resources, and what of both is in use.
   *
   * @param total as configured: without what operations have reserved since
   */
  static void put(Map<String, Object> document, Resources total, AgentState state) {
    Resources all = asReserved(total, ResourceConverter.fromProto(Messages.kept(state)));
    Resources used =
        ContainerView.of(state).stream()
            .map(ContainerView::resources)
            .reduce(Resources.empty(), Resources::plus);
    document.put("reserved_resources", byRole(all));
    document.put("unreserved_resources", unreserved(all));
    document.put("reserved_resources_allocated", byRole(used));
    document.put("unreserved_resources_allocated", unreserved(used));
  }

  /** What an operation reserved was free, or its role's, before. */
  private static Resources asReserved(Resources total, Resources kept) {
    Resources before = kept.mapKeys(ReservedResources::before);
    return total.contains(before) ? total.minus(before).plus(kept) : total;
  }

  private static ResourceKey before(ResourceKey key) {
    List<Reservation> configured =
        key.reservations().stream()
            .takeWhile(reservation -> reservation.type() == Reservation.Type.STATIC)
            .toList();
    return key.withReservations(configured).withDisk(Optional.empty());
  }

  private static SortedMap<String, Object> byRole(Resources resources) {
    var roles = new TreeMap<String, Object>();
    resources.forEach((key, quantity) -> {
      if (!key.reservations().isEmpty()) {
        roles.computeIfAbsent(
            key.role(),
            role ->
                StateDocument.resources(
                    resources.filter(
                        other -> !other.reservations().isEmpty() && other.role().equals(role))));
      }
    });
    return roles;
  }

  private static Map<String, Object> unreserved(Resources resources) {
    return StateDocument.resources(resources.filter(key -> key.reservations().isEmpty()));
  }
}
