package dev.stadion.master.document;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.HeldOffer;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.wire.AgentMessages;
import dev.stadion.master.wire.Agents;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.Attribute;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An agent (mesos-v1.md §12.2). */
final class AgentDocument {
  private static final String UNRESERVED = "*";

  private AgentDocument() {}

  /** One that has not come back since the masters changed. */
  static byte[] recovered(Agent agent) {
    var json = new JsonBytes().object();
    described(json, agent);
    return json.endObject().bytes();
  }

  private static void described(JsonBytes json, Agent agent) {
    AgentInfo info = Agents.info(agent.description());
    json.field("id", agent.id().value());
    json.field("hostname", agent.description().hostname());
    json.field("port", agent.description().port());
    json.name("attributes").object();
    attributes(info).forEach((name, attribute) -> attribute(json, name, attribute));
    json.endObject();
    if (info.hasDomain()) {
      Messages.write(json.name("domain"), info.getDomain());
    }
  }

  /** Of two with one name the last counts. */
  private static Map<String, Attribute> attributes(AgentInfo info) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    info.getAttributesList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
    return attributes;
  }

  private static void attribute(JsonBytes json, String name, Attribute attribute) {
    switch (attribute.getType()) {
      case SCALAR -> json.field(name, attribute.getScalar().getValue());
      case TEXT -> json.field(name, attribute.getText().getValue());
      case RANGES ->
          json.field(
              name,
              attribute.getRanges().getRangeList().stream()
                  .map(range -> range.getBegin() + "-" + range.getEnd())
                  .collect(Collectors.joining(", ", "[", "]")));
      case SET -> json.field(name, "{" + String.join(", ", attribute.getSet().getItemList()) + "}");
    }
  }

  /** Everything but the end of the object: other documents add to it. */
  static void begin(JsonBytes json, Agent agent, MasterState state) {
    json.object();
    described(json, agent);
    json.field("pid", "slave(1)@" + agent.description().address());
    json.field("registered_time", agent.times().registered());
    agent.times().reregistered().ifPresent(at -> json.field("reregistered_time", at));
    ResourceMaps.write(json, "resources", agent.total());
    ResourceMaps.write(json, "used_resources", agent.used());
    ResourceMaps.write(json, "offered_resources", offered(agent, state));
    json.name("reserved_resources").object();
    for (String role : reservedRoles(agent)) {
      ResourceMaps.write(json, role, agent.total().ofRoles(Set.of(role)));
    }
    json.endObject();
    ResourceMaps.write(json, "unreserved_resources", agent.total().ofRoles(Set.of(UNRESERVED)));
    json.field("active", agent.takesWork());
    json.field("deactivated", agent.upkeep().deactivated());
    json.field("version", agent.description().version());
    json.texts("capabilities", agent.description().capabilities());
    agent
        .upkeep()
        .drain()
        .ifPresent(drain -> {
          Messages.write(json.name("drain_info"), AgentMessages.drainInfo(drain));
          json.field("estimated_drain_start_time_seconds", drain.since());
        });
  }

  private static Resources offered(Agent agent, MasterState state) {
    Resources offered = Resources.empty();
    for (OfferId id : agent.offers()) {
      HeldOffer offer = state.offers().get(id);
      if (offer != null) {
        offered = offered.plus(offer.resources());
      }
    }
    return offered;
  }

  static SortedSet<String> reservedRoles(Agent agent) {
    var roles = new TreeSet<String>();
    agent
        .total()
        .forEach((key, quantity) -> {
          if (!key.reservations().isEmpty()) {
            roles.add(key.role());
          }
        });
    return roles;
  }
}
