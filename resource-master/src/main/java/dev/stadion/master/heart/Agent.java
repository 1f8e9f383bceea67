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
 * @param used held by tasks and their executors
 * @param free neither used nor offered
 * @param tasks every task the master answers for there, terminal ones included
 * @param executors how many living tasks each custom executor has
 */
public record Agent(
    AgentId id,
    AgentDescription description,
    AgentStatus status,
    Link link,
    Times times,
    Resources used,
    Resources free,
    PSet<TaskKey> tasks,
    PSet<OfferId> offers,
    PMap<ExecutorKey, Integer> executors) {

  /**
   * @param stream names the connection; present exactly while registered
   * @param unanswered pings since the last sign of life
   * @param reregisterBy when it is given up unless it comes back
   */
  public record Link(Optional<String> stream, int unanswered, Optional<Instant> reregisterBy) {
    static final Link NONE = new Link(Optional.empty(), 0, Optional.empty());
  }

  public record Times(
      Instant registered, Optional<Instant> reregistered, Optional<Instant> unreachable) {}

  /** An executor of one framework. */
  public record ExecutorKey(String framework, String executor) {}

  public Agent {
    requireNonNull(id, "id");
    requireNonNull(description, "description");
    requireNonNull(status, "status");
    requireNonNull(link, "link");
    requireNonNull(times, "times");
    requireNonNull(used, "used");
    requireNonNull(free, "free");
    requireNonNull(tasks, "tasks");
    requireNonNull(offers, "offers");
    requireNonNull(executors, "executors");
  }

  /** As the database knows an agent: without tasks yet, away. */
  public static Agent remembered(
      AgentId id, AgentDescription description, AgentStatus status, Times times) {
    return new Agent(
        id,
        description,
        status,
        Link.NONE,
        times,
        Resources.empty(),
        Resources.empty(),
        HashTreePSet.empty(),
        HashTreePSet.empty(),
        HashTreePMap.empty());
  }

  public Resources total() {
    return description.resources();
  }

  /** Whether tasks can be sent to it now. */
  public boolean connected() {
    return status == AgentStatus.REGISTERED;
  }

  Agent as(AgentStatus next, Link nextLink, Times nextTimes) {
    return new Agent(
        id, description, next, nextLink, nextTimes, used, free, tasks, offers, executors);
  }

  Agent describedAs(AgentDescription next) {
    return new Agent(id, next, status, link, times, used, free, tasks, offers, executors);
  }

  Agent linked(Link next) {
    return new Agent(id, description, status, next, times, used, free, tasks, offers, executors);
  }

  Agent holding(Resources nextUsed, Resources nextFree) {
    return new Agent(
        id, description, status, link, times, nextUsed, nextFree, tasks, offers, executors);
  }

  Agent withTasks(PSet<TaskKey> next) {
    return new Agent(id, description, status, link, times, used, free, next, offers, executors);
  }

  Agent withOffers(PSet<OfferId> next) {
    return new Agent(id, description, status, link, times, used, free, tasks, next, executors);
  }

  Agent withExecutors(PMap<ExecutorKey, Integer> next) {
    return new Agent(id, description, status, link, times, used, free, tasks, offers, next);
  }
}
