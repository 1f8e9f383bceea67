package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A framework that wants offers for one of its roles, during one pass of the allocation: what it
 * can be offered (mesos-v1.md §10.2, steps a to e), and what it was given.
 */
final class Bidder {
  final Framework framework;
  final String role;
  private final OfferSettings settings;
  private final Optional<Headroom> headroom;
  private final OfferMinimum minimum;
  private final boolean gpus;
  private final boolean regions;
  private final boolean revocable;
  private final boolean shared;
  private final boolean refined;

  /** What it was given in this pass. */
  RoleUse gained = RoleUse.NONE;

  final List<OfferId> offers = new ArrayList<>();

  Bidder(Framework framework, String role, OfferSettings settings, Optional<Headroom> headroom) {
    this.framework = framework;
    this.role = role;
    this.settings = settings;
    this.headroom = headroom;
    FrameworkDescription description = framework.description();
    this.minimum = description.offerMinimums().getOrDefault(role, settings.minimum());
    this.gpus = description.has(FrameworkCapability.GPU_RESOURCES);
    this.regions = description.has(FrameworkCapability.REGION_AWARE);
    this.revocable = description.has(FrameworkCapability.REVOCABLE_RESOURCES);
    this.shared = description.has(FrameworkCapability.SHARED_RESOURCES);
    this.refined = description.has(FrameworkCapability.RESERVATION_REFINEMENT);
  }

  /** What of {@code free} would be offered; empty when nothing is. */
  Resources offerable(Agent agent, Resources free, Draft draft) {
    if ((!gpus && agent.total().millis(Resources.GPUS) > 0)
        || isTooFar(agent.description())
        || !framework.description().constraints().admit(role, agent.description())) {
      return Resources.empty();
    }
    Resources suitable = free.filter(this::canUse);
    if (!minimum.allows(suitable)) {
      return Resources.empty();
    }
    Resources fitting = headroom.isEmpty() ? suitable : headroom.get().fit(suitable);
    if (fitting != suitable && !minimum.allows(fitting)) {
      return Resources.empty();
    }
    return isFiltered(agent.id(), fitting, draft) ? Resources.empty() : fitting;
  }

  private boolean isTooFar(AgentDescription agent) {
    return !regions
        && settings.region().isPresent()
        && agent.domain().isPresent()
        && !agent.domain().get().region().equals(settings.region().get());
  }

  private boolean canUse(ResourceKey key) {
    if ((key.revocable() && !revocable) || (key.shared() && !shared)) {
      return false;
    }
    int depth = key.reservations().size();
    return depth == 0 || ((depth == 1 || refined) && RolePath.isWithin(role, key.role()));
  }

  private boolean isFiltered(AgentId agent, Resources resources, Draft draft) {
    List<OfferFilter> filters = framework.filters().get(agent);
    if (filters != null) {
      for (OfferFilter filter : filters) {
        if (filter.blocks(role, resources, draft.now)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Counts what it was given; the books are written at the end of the pass. */
  void gain(OfferId offer, RoleUse use) {
    offers.add(offer);
    gained = gained.plus(use);
    headroom.ifPresent(room -> room.take(use.unreserved()));
  }
}
