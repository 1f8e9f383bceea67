package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.TreePMap;

/**
 * A scheduler and all that is its own.
 *
 * @param suppressed roles that get no offers now
 * @param uses what it holds, by role
 * @param filters what it does not want to see again for a while, by agent
 */
public record Framework(
    FrameworkId id,
    FrameworkDescription description,
    Link link,
    Times times,
    PSet<String> suppressed,
    PMap<String, RoleUse> uses,
    PMap<TaskId, Task> tasks,
    PMap<AgentId, List<OfferFilter>> filters,
    PSet<OfferId> offers) {

  /**
   * @param stream names the subscription; present exactly while subscribed
   * @param removeAt when a disconnected framework is given up
   * @param recovered known from the database or an agent, not subscribed since
   */
  public record Link(Optional<String> stream, Optional<Instant> removeAt, boolean recovered) {}

  public record Times(Instant registered, Optional<Instant> reregistered) {}

  public Framework {
    requireNonNull(id, "id");
    requireNonNull(description, "description");
    requireNonNull(link, "link");
    requireNonNull(times, "times");
    requireNonNull(suppressed, "suppressed");
    requireNonNull(uses, "uses");
    requireNonNull(tasks, "tasks");
    requireNonNull(filters, "filters");
    requireNonNull(offers, "offers");
  }

  /** As the database or an agent knows it: not subscribed, without tasks yet. */
  public static Framework remembered(
      FrameworkId id, FrameworkDescription description, Times times) {
    return new Framework(
        id,
        description,
        new Link(Optional.empty(), Optional.empty(), true),
        times,
        HashTreePSet.empty(),
        TreePMap.empty(),
        HashTreePMap.empty(),
        HashTreePMap.empty(),
        HashTreePSet.empty());
  }

  public boolean connected() {
    return link.stream().isPresent();
  }

  public boolean partitionAware() {
    return description.has(FrameworkCapability.PARTITION_AWARE);
  }

  RoleUse use(String role) {
    RoleUse use = uses.get(role);
    return use == null ? RoleUse.NONE : use;
  }

  Framework linked(Link next) {
    return new Framework(id, description, next, times, suppressed, uses, tasks, filters, offers);
  }

  Framework describedAs(FrameworkDescription next, PSet<String> nextSuppressed) {
    return new Framework(id, next, link, times, nextSuppressed, uses, tasks, filters, offers);
  }

  Framework at(Times next) {
    return new Framework(id, description, link, next, suppressed, uses, tasks, filters, offers);
  }

  Framework using(String role, RoleUse use) {
    return new Framework(
        id, description, link, times, suppressed, uses.plus(role, use), tasks, filters, offers);
  }

  /** For a reader who may see these tasks of it only. */
  public Framework showing(PMap<TaskId, Task> some) {
    return withTasks(some);
  }

  Framework withTasks(PMap<TaskId, Task> next) {
    return new Framework(id, description, link, times, suppressed, uses, next, filters, offers);
  }

  Framework withFilters(PMap<AgentId, List<OfferFilter>> next) {
    return new Framework(id, description, link, times, suppressed, uses, tasks, next, offers);
  }

  Framework withOffers(PSet<OfferId> next) {
    return new Framework(id, description, link, times, suppressed, uses, tasks, filters, next);
  }
}
