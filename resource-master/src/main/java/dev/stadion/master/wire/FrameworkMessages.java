package dev.stadion.master.wire;

import dev.stadion.master.heart.CompletedFramework;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.HeldOffer;
import dev.stadion.master.heart.InverseOffer;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Task;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.master.Response.GetFrameworks;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Frameworks as operators get them (mesos-v1.md §13). */
public final class FrameworkMessages {
  private FrameworkMessages() {}

  static GetFrameworks all(MasterState state) {
    var all = GetFrameworks.newBuilder();
    state.frameworks().values().forEach(each -> all.addFrameworks(framework(each, state)));
    state.completed().forEach(each -> all.addCompletedFrameworks(completed(each)));
    return all.build();
  }

  /**
   * @param state knows the framework's offers
   */
  public static GetFrameworks.Framework framework(Framework framework, MasterState state) {
    var message =
        GetFrameworks.Framework.newBuilder()
            .setFrameworkInfo(Frameworks.info(framework.id(), framework.description()))
            .setActive(framework.connected())
            .setConnected(framework.connected())
            .setRecovered(framework.link().recovered())
            .setRegisteredTime(Durations.toProto(framework.times().registered()))
            .addAllAllocatedResources(allocated(framework));
    framework
        .times()
        .reregistered()
        .ifPresent(at -> message.setReregisteredTime(Durations.toProto(at)));
    Frameworks.constraints(framework.description()).ifPresent(message::setOfferConstraints);
    Map<String, Resources> offered = new TreeMap<>();
    for (OfferId id : framework.offers()) {
      HeldOffer offer = state.offers().get(id);
      if (offer != null) {
        message.addOffers(
            FrameworkEvents.offer(offer, framework.description(), state.maintenance()));
        offered.merge(offer.role(), scalars(offer.resources()), Resources::plus);
      }
    }
    message.addAllOfferedResources(byRole(offered));
    state.maintenance().inverseOffers().stream()
        .filter(InverseOffer::outstanding)
        .filter(inverse -> inverse.framework().equals(framework.id()))
        .map(FrameworkEvents::inverseOffer)
        .forEach(message::addInverseOffers);
    return message.build();
  }

  private static GetFrameworks.Framework completed(CompletedFramework framework) {
    return GetFrameworks.Framework.newBuilder()
        .setFrameworkInfo(Frameworks.info(framework.id(), framework.description()))
        .setActive(false)
        .setConnected(false)
        .setRecovered(false)
        .setRegisteredTime(Durations.toProto(framework.registered()))
        .setUnregisteredTime(Durations.toProto(framework.unregistered()))
        .build();
  }

  private static List<Resource> allocated(Framework framework) {
    Map<String, Resources> allocated = new TreeMap<>();
    for (Task task : framework.tasks().values()) {
      if (!task.state().isTerminal() && task.state() != TaskState.UNREACHABLE) {
        allocated.merge(task.role(), scalars(task.description().resources()), Resources::plus);
      }
    }
    return byRole(allocated);
  }

  private static List<Resource> byRole(Map<String, Resources> resources) {
    var all = new ArrayList<Resource>();
    resources.forEach((role, held) ->
        all.addAll(ResourceConverter.allocatedTo(role, ResourceConverter.toProto(held))));
    return all;
  }

  /** Ports of different agents cannot be added up. */
  static Resources scalars(Resources resources) {
    Resources sum = Resources.empty();
    for (var part : resources.parts().entrySet()) {
      if (part.getValue() instanceof Quantity.Scalar) {
        sum = sum.with(part.getKey(), part.getValue());
      }
    }
    return sum;
  }
}
