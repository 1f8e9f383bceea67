package dev.stadion.marathon.launch;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.matching.Match.Refusal;
import dev.stadion.scheduling.matching.RefusalReason;
import dev.stadion.scheduling.offer.Offer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * How offers fared with an app since it began to wait for some (marathon.md §3.6). Not remembered
 * over a takeover: new offers come soon enough.
 *
 * @param used how many offers led to a launch
 * @param unused how many did not
 * @param reasons of all unused offers, each counted once under its most telling reason
 * @param latest of each agent that was not good enough when it was looked at last
 * @param notReserved why the master refused to reserve what it had offered, last
 */
public record OfferLog(
    long used,
    long unused,
    Optional<Instant> lastUsed,
    Optional<Instant> lastUnused,
    PMap<RefusalReason, Long> reasons,
    TreePMap<AgentId, Unused> latest,
    Optional<String> notReserved) {

  /** Of more agents than that only the counts are kept. */
  private static final int MOST_AGENTS = 1000;

  public static final OfferLog NONE =
      new OfferLog(
          0,
          0,
          Optional.empty(),
          Optional.empty(),
          HashTreePMap.empty(),
          TreePMap.empty(),
          Optional.empty());

  /**
   * An offer that was not used.
   *
   * @param refusals all that spoke against it, the most telling first; never empty
   */
  public record Unused(Offer offer, List<Refusal> refusals, Instant at) {
    public Unused {
      refusals = List.copyOf(refusals);
    }

    public Refusal mostTelling() {
      return refusals.getFirst();
    }
  }

  /** An offer of this agent led to a launch. */
  public OfferLog used(AgentId agent, Instant now) {
    return new OfferLog(
        used + 1, unused, Optional.of(now), lastUnused, reasons, latest.minus(agent), notReserved);
  }

  /** What an offer was used for was refused. */
  public OfferLog notReserved(String why) {
    return new OfferLog(used, unused, lastUsed, lastUnused, reasons, latest, Optional.of(why));
  }

  public OfferLog unused(Unused offer) {
    RefusalReason reason = offer.mostTelling().reason();
    boolean kept = latest.size() < MOST_AGENTS || latest.containsKey(offer.offer().agent());
    return new OfferLog(
        used,
        unused + 1,
        lastUsed,
        Optional.of(offer.at()),
        reasons.plus(reason, reasons.getOrDefault(reason, 0L) + 1),
        kept ? latest.plus(offer.offer().agent(), offer) : latest,
        notReserved);
  }

  public long processed() {
    return used + unused;
  }

  /** How many agents were not good enough when they were looked at last, by reason. */
  public Map<RefusalReason, Long> latestReasons() {
    var counts = new EnumMap<RefusalReason, Long>(RefusalReason.class);
    latest.values().forEach(unused -> counts.merge(unused.mostTelling().reason(), 1L, Long::sum));
    return counts;
  }
}
