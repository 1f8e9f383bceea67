package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedMap;
import org.pcollections.PSortedSet;
import org.pcollections.PVector;

/**
 * All the master knows. Immutable: a decision makes a new one that shares what did not change.
 *
 * @param masterId first part of every id it gives out; the same for the life of the database
 * @param epoch of the leadership this state was loaded for
 * @param clock empty until the first decision after loading
 * @param addresses the newest agent at each {@code host:port}
 * @param idle connected agents with something worth offering
 * @param particular frameworks that say themselves what is worth offering: then anything may be
 * @param completed oldest first, bounded
 * @param roles what each role and the roles below it hold, and who wants offers for it
 * @param policy weights and quota
 * @param pool what all agents have together
 * @param maintenance what is planned, and who was asked because of it
 * @param history ended tasks, for those who look
 */
public record MasterState(
    String masterId,
    long epoch,
    Counters counters,
    Optional<Clock> clock,
    PMap<AgentId, Agent> agents,
    PMap<String, AgentId> addresses,
    PSet<AgentId> idle,
    PSet<FrameworkId> particular,
    PSortedMap<FrameworkId, Framework> frameworks,
    PVector<CompletedFramework> completed,
    PMap<OfferId, HeldOffer> offers,
    PSortedMap<String, RoleBook> roles,
    RolePolicy policy,
    Scalars pool,
    PSortedSet<Deadline> deadlines,
    Maintenance maintenance,
    History history) {

  /**
   * @param offerIdsReserved offer ids below this were made durable as used up
   */
  public record Counters(
      long nextFramework, long nextAgent, long nextOffer, long offerIdsReserved) {
    public static final Counters START = new Counters(0, 0, 0, 0);
  }

  /**
   * The times this master goes by.
   *
   * @param started when it began to decide
   * @param nextPing when all agents are pinged next
   * @param nextForgetting when old memories are looked at next
   * @param nextRemoval before that no agent is given up
   * @param recovered how many agents it waited for when it began
   */
  public record Clock(
      Instant started,
      Instant nextPing,
      Instant nextForgetting,
      Optional<Instant> nextRemoval,
      int recovered) {
    Clock pinging(Instant next) {
      return new Clock(started, next, nextForgetting, nextRemoval, recovered);
    }

    Clock forgetting(Instant next) {
      return new Clock(started, nextPing, next, nextRemoval, recovered);
    }

    Clock removing(Instant next) {
      return new Clock(started, nextPing, nextForgetting, Optional.of(next), recovered);
    }
  }

  public MasterState {
    requireNonNull(masterId, "masterId");
    requireNonNull(counters, "counters");
    requireNonNull(clock, "clock");
    requireNonNull(policy, "policy");
    requireNonNull(maintenance, "maintenance");
    requireNonNull(history, "history");
  }

  public Optional<Framework> framework(FrameworkId id) {
    return Optional.ofNullable(frameworks.get(id));
  }

  public Optional<Agent> agent(AgentId id) {
    return Optional.ofNullable(agents.get(id));
  }

  /** The same with the maintenance schedule that the database remembers. */
  public MasterState scheduled(List<Machine> machines) {
    return new MasterState(
        masterId,
        epoch,
        counters,
        clock,
        agents,
        addresses,
        idle,
        particular,
        frameworks,
        completed,
        offers,
        roles,
        policy,
        pool,
        deadlines,
        Maintenance.of(machines),
        history);
  }

  /** For a reader who may see these parts of it only; nothing is ever decided on such a state. */
  public MasterState showing(
      PMap<AgentId, Agent> someAgents,
      PSortedMap<FrameworkId, Framework> someFrameworks,
      PVector<CompletedFramework> someCompleted,
      History someHistory) {
    return new MasterState(
        masterId,
        epoch,
        counters,
        clock,
        someAgents,
        addresses,
        idle,
        particular,
        someFrameworks,
        someCompleted,
        offers,
        roles,
        policy,
        pool,
        deadlines,
        maintenance,
        someHistory);
  }
}
