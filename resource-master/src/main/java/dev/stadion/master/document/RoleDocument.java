package dev.stadion.master.document;

import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.HeldOffer;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.QuotaLimits;
import dev.stadion.master.heart.RoleBook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Roles, each with what it and the roles below it hold (mesos-v1.md §12.3). Frameworks are those
 * that are in exactly this role.
 */
final class RoleDocument {
  private final MasterState state;
  private final Map<String, List<String>> frameworks = new HashMap<>();
  private final Map<String, Map<String, Long>> offered = new HashMap<>();
  private final Map<String, Map<String, Long>> offeredUnreserved = new HashMap<>();

  RoleDocument(MasterState state) {
    this.state = state;
    for (Framework framework : state.frameworks().values()) {
      for (String role : framework.description().offerRoles()) {
        frameworks.computeIfAbsent(role, r -> new ArrayList<>()).add(framework.id().value());
      }
    }
    for (HeldOffer offer : state.offers().values()) {
      for (String role = offer.role(); !role.isEmpty(); role = above(role)) {
        Amounts.add(offered.computeIfAbsent(role, r -> new TreeMap<>()), offer.resources());
        Amounts.add(
            offeredUnreserved.computeIfAbsent(role, r -> new TreeMap<>()),
            offer.resources(),
            key -> key.reservations().isEmpty());
      }
    }
  }

  /** The role above, empty when there is none. */
  private static String above(String role) {
    int slash = role.lastIndexOf('/');
    return slash < 0 ? "" : role.substring(0, slash);
  }

  void write(JsonBytes json, Predicate<String> shown) {
    json.object();
    json.name("roles").array();
    known().stream().filter(shown).forEach(role -> write(json, role));
    json.endArray();
    json.endObject();
  }

  /** Every role that somebody is in, that holds something, or that an operator has named. */
  private Set<String> known() {
    var names = new TreeSet<String>(frameworks.keySet());
    names.addAll(state.policy().weights().keySet());
    names.addAll(state.policy().limits().keySet());
    names.addAll(state.roles().keySet());
    names.add("*");
    return names;
  }

  private void write(JsonBytes json, String role) {
    RoleBook book = state.roles().get(role);
    Map<String, Long> held = book == null ? Map.of() : book.subtree().held().amounts();
    Map<String, Long> unreserved = book == null ? Map.of() : book.subtree().unreserved().amounts();
    Map<String, Long> reserved = book == null ? Map.of() : book.reserved().amounts();
    Map<String, Long> offers = offered.getOrDefault(role, Map.of());
    Map<String, Long> consumed =
        new TreeMap<>(Amounts.minus(unreserved, offeredUnreserved.getOrDefault(role, Map.of())));
    reserved.forEach((name, millis) -> consumed.merge(name, millis, Long::sum));
    json.object();
    json.field("name", role);
    json.field("weight", state.policy().weight(role));
    json.name("quota").object();
    json.field("role", role);
    ResourceMaps.quantities(json, "guarantee", Map.of());
    ResourceMaps.quantities(json, "limit", limits(role));
    ResourceMaps.quantities(json, "consumed", consumed);
    json.endObject();
    ResourceMaps.quantities(json, "allocated", Amounts.minus(held, offers));
    ResourceMaps.quantities(json, "offered", offers);
    ResourceMaps.quantities(json, "reserved", reserved);
    ResourceMaps.quantities(json, "resources", held);
    json.texts("frameworks", frameworks.getOrDefault(role, List.of()));
    json.endObject();
  }

  private Map<String, Long> limits(String role) {
    QuotaLimits limits = state.policy().limits().get(role);
    return limits == null ? Map.of() : limits.millis();
  }
}
