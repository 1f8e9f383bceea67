package dev.stadion.master.heart;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * A moment at which the heart must look at something again. Sorted by time; the rest only makes the
 * order total.
 *
 * @param framework its id, or empty
 * @param agent its id, or empty
 */
public record Deadline(Instant at, Kind kind, String framework, String agent)
    implements Comparable<Deadline> {
  private static final Comparator<Deadline> ORDER =
      Comparator.comparing(Deadline::at)
          .thenComparing(Deadline::kind)
          .thenComparing(Deadline::framework)
          .thenComparing(Deadline::agent);

  /** What is due. */
  public enum Kind {
    FILTER_EXPIRES,
    /** The id of the offer stands in the place of the agent. */
    OFFER_TIMES_OUT,
    /** Quota was given back: idle agents may be of use again. */
    ALLOCATION,
    FRAMEWORK_FAILOVER,
    AGENT_REREGISTRATION,
    AGENT_REMOVAL,
    INVERSE_OFFER
  }

  /** The same for all that is given back within one interval: one deadline, one look. */
  static Deadline quotaGivenBack(Instant now, Duration interval) {
    long length = interval.toMillis();
    Instant next = Instant.ofEpochMilli((now.toEpochMilli() / length + 1) * length);
    return new Deadline(next, Kind.ALLOCATION, "", "");
  }

  @Override
  public int compareTo(Deadline other) {
    return ORDER.compare(this, other);
  }
}
