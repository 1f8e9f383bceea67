package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.time.Instant;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/**
 * One machine.
 *
 * @param link its connection
 * @param stock what it has
 * @param used held by tasks and their executors
 * @param free neither used nor offered
 * @param tasks every task the master answers for there, terminal ones included
 * @param executors those that outlive their tasks; each is paid for once
 * @param upkeep what operators decided about it
 */
public record Agent(
    AgentId id,
    AgentDescription description,
    AgentStatus status,
    Link link,
    Times times,
    Stock stock,
    Resources used,
    Resources free,
    PSet<TaskKey> tasks,
    PSet<OfferId> offers,
    PMap<ExecutorKey, Executor> executors,
    Upkeep upkeep) {

  /**
   * @param stream names the connection; present exactly while registered
   * @param unanswered pings since the last sign of life
   * @param reregisterBy when it is given up unless it comes back
   * @param givenUp whether only its turn to be given up is waited for
   */
  public record Link(
      Optional<String> stream, int unanswered, Optional<Instant> reregisterBy, boolean givenUp) {
    static final Link NONE = new Link(Optional.empty(), 0, Optional.empty());

    public Link(Optional<String> stream, int unanswered, Optional<Instant> reregisterBy) {
      this(stream, unanswered, reregisterBy, false);
    }

    Link pinged() {
      return new Link(stream, unanswered + 1, reregisterBy, givenUp);
    }

    Link waitingToBeGivenUp() {
      return new Link(stream, unanswered, reregisterBy, true);
    }
  }

  /**
   * @param unreachable since when it is unreachable, or gone
   */
  public record Times(
      Instant registered, Optional<Instant> reregistered, Optional<Instant> unreachable) {}

  /** An executor of one framework. */
  public record ExecutorKey(String framework, String executor) {}

  /**
   * An executor that the agent has, or is about to start.
   *
   * @param role whose share pays for it
   * @param ended whether it has ended while tasks were on their way to it: it is released with the
   *     last of them
   */
  public record Executor(ExecutorUse use, String role, boolean ended) {}

  public Agent {
    requireNonNull(id, "id");
    requireNonNull(description, "description");
    requireNonNull(status, "status");
    requireNonNull(link, "link");
    requireNonNull(times, "times");
    requireNonNull(stock, "stock");
    requireNonNull(used, "used");
    requireNonNull(free, "free");
    requireNonNull(tasks, "tasks");
    requireNonNull(offers, "offers");
    requireNonNull(executors, "executors");
    requireNonNull(upkeep, "upkeep");
  }

  /** As the database knows an agent: without tasks yet, away. */
  public static Agent remembered(
      AgentId id, AgentDescription description, AgentStatus status, Times times, Upkeep upkeep) {
    return new Agent(
        id,
        description,
        status,
        Link.NONE,
        times,
        Stock.of(description.resources(), Resources.empty()),
        Resources.empty(),
        Resources.empty(),
        HashTreePSet.empty(),
        HashTreePSet.empty(),
        HashTreePMap.empty(),
        upkeep);
  }

  /** The same agent with these reservations and volumes. */
  public Agent keeping(Resources checkpointed) {
    return stocked(Stock.of(description.resources(), checkpointed));
  }

  public Resources total() {
    return stock.total();
  }

  /** Whether tasks can be sent to it now. */
  public boolean connected() {
    return status == AgentStatus.REGISTERED;
  }

  /** Whether its resources may be offered now. */
  public boolean takesWork() {
    return connected() && !upkeep.deactivated();
  }

  Agent as(AgentStatus next, Link nextLink, Times nextTimes) {
    return new Agent(
        id,
        description,
        next,
        nextLink,
        nextTimes,
        stock,
        used,
        free,
        tasks,
        offers,
        executors,
        upkeep);
  }

  Agent describedAs(AgentDescription next) {
    return stocked(stock.over(next.resources())).described(next);
  }

  private Agent described(AgentDescription next) {
    return new Agent(
        id, next, status, link, times, stock, used, free, tasks, offers, executors, upkeep);
  }

  Agent stocked(Stock next) {
    return new Agent(
        id, description, status, link, times, next, used, free, tasks, offers, executors, upkeep);
  }

  Agent linked(Link next) {
    return new Agent(
        id, description, status, next, times, stock, used, free, tasks, offers, executors, upkeep);
  }

  Agent holding(Resources nextUsed, Resources nextFree) {
    return new Agent(
        id,
        description,
        status,
        link,
        times,
        stock,
        nextUsed,
        nextFree,
        tasks,
        offers,
        executors,
        upkeep);
  }

  Agent withTasks(PSet<TaskKey> next) {
    return new Agent(
        id, description, status, link, times, stock, used, free, next, offers, executors, upkeep);
  }

  Agent withOffers(PSet<OfferId> next) {
    return new Agent(
        id, description, status, link, times, stock, used, free, tasks, next, executors, upkeep);
  }

  Agent withExecutors(PMap<ExecutorKey, Executor> next) {
    return new Agent(
        id, description, status, link, times, stock, used, free, tasks, offers, next, upkeep);
  }

  Agent with(Upkeep next) {
    return new Agent(
        id, description, status, link, times, stock, used, free, tasks, offers, executors, next);
  }

  /** For a reader who may see these executors of it only. */
  public Agent showing(PMap<ExecutorKey, Executor> some) {
    return new Agent(
        id, description, status, link, times, stock, used, free, tasks, offers, some, upkeep);
  }
}
