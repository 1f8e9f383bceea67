package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import java.time.Instant;
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
    PSortedSet<Deadline> deadlines) {

  /**
   * @param offerIdsReserved offer ids below this were made durable as used up
   */
  public record Counters(
      long nextFramework, long nextAgent, long nextOffer, long offerIdsReserved) {
    public static final Counters START = new Counters(0, 0, 0, 0);
  }

  /** When this master began to decide, and when all agents are pinged next. */
  public record Clock(Instant started, Instant nextPing) {}

  public MasterState {
    requireNonNull(masterId, "masterId");
    requireNonNull(counters, "counters");
    requireNonNull(clock, "clock");
    requireNonNull(policy, "policy");
  }

  public Optional<Framework> framework(FrameworkId id) {
    return Optional.ofNullable(frameworks.get(id));
  }

  public Optional<Agent> agent(AgentId id) {
    return Optional.ofNullable(agents.get(id));
  }
}
