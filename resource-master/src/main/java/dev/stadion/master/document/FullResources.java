package dev.stadion.master.document;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.HeldOffer;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Task;
import dev.stadion.master.heart.TaskKey;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An agent's resources with all that is to know of them: what an operator sends back to unreserve
 * or destroy (mesos-v1.md §12.2).
 */
final class FullResources {
  private FullResources() {}

  static void write(JsonBytes json, Agent agent, MasterState state) {
    json.name("reserved_resources_full").object();
    for (String role : AgentDocument.reservedRoles(agent)) {
      Messages.write(json.name(role), both(agent.total().ofRoles(Set.of(role))));
    }
    json.endObject();
    Messages.write(
        json.name("unreserved_resources_full"), both(agent.total().ofRoles(Set.of("*"))));
    Messages.write(json.name("used_resources_full"), allocated(used(agent, state)));
    Messages.write(json.name("offered_resources_full"), allocated(offered(agent, state)));
  }

  /** In the new form and, where it can be said in it, in the old form, too. */
  private static List<Resource> both(Resources resources) {
    var all = new ArrayList<Resource>();
    resources.forEach((key, quantity) -> {
      Resources part = Resources.empty().with(key, quantity);
      Resource.Builder both = ResourceConverter.toProto(part).getFirst().toBuilder();
      for (Resource old : ResourceConverter.toOldProto(part)) {
        both.setRole(old.getRole());
        if (old.hasReservation()) {
          both.setReservation(old.getReservation());
        }
      }
      all.add(both.build());
    });
    return all;
  }

  private static List<Resource> allocated(Map<String, Resources> byRole) {
    var all = new ArrayList<Resource>();
    byRole.forEach((role, held) -> all.addAll(ResourceConverter.allocatedTo(role, both(held))));
    return all;
  }

  private static Map<String, Resources> used(Agent agent, MasterState state) {
    Map<String, Resources> used = new TreeMap<>();
    for (TaskKey key : agent.tasks()) {
      Framework framework = state.frameworks().get(key.framework());
      Task task = framework == null ? null : framework.tasks().get(key.task());
      if (task != null && !task.state().isTerminal() && task.state() != TaskState.UNREACHABLE) {
        used.merge(task.role(), task.description().resources(), Resources::plus);
      }
    }
    agent
        .executors()
        .values()
        .forEach(
            executor -> used.merge(executor.role(), executor.use().resources(), Resources::plus));
    return used;
  }

  private static Map<String, Resources> offered(Agent agent, MasterState state) {
    Map<String, Resources> offered = new TreeMap<>();
    for (OfferId id : agent.offers()) {
      HeldOffer offer = state.offers().get(id);
      if (offer != null) {
        offered.merge(offer.role(), offer.resources(), Resources::plus);
      }
    }
    return offered;
  }
}
