package dev.stadion.chronos.scheduler;

import java.time.Instant;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PSortedSet;
import org.pcollections.TreePSet;

/**
 * The agreed times that are to be looked at, and which were told of already; immutable.
 *
 * @param next earliest first
 * @param of the same by their owner: a run, or the incarnation of a job
 * @param raised what was told of runs that are not over
 * @param stale since when each job that was told to be stale had no success
 */
public record Alarms(
    PSortedSet<Alarm> next,
    PMap<Long, List<Alarm>> of,
    PMap<Long, PSet<Clause>> raised,
    PMap<String, Instant> stale) {
  public static final Alarms NONE =
      new Alarms(
          TreePSet.empty(), HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty());

  /**
   * One moment.
   *
   * @param owner a run, or the incarnation of a job
   */
  public record Alarm(Instant at, String job, long owner, Clause clause)
      implements Comparable<Alarm> {
    @Override
    public int compareTo(Alarm other) {
      int byTime = at.compareTo(other.at);
      int byOwner = byTime != 0 ? byTime : Long.compare(owner, other.owner);
      return byOwner != 0 ? byOwner : clause.compareTo(other.clause);
    }
  }

  /** With these in place of whatever the owner had. */
  Alarms with(long owner, List<Alarm> alarms) {
    List<Alarm> old = of.getOrDefault(owner, List.of());
    if (old.equals(alarms)) {
      return this;
    }
    return new Alarms(
        next.minusAll(old).plusAll(alarms),
        alarms.isEmpty() ? of.minus(owner) : of.plus(owner, alarms),
        raised,
        stale);
  }

  boolean isRaised(long run, Clause clause) {
    PSet<Clause> told = raised.get(run);
    return told != null && told.contains(clause);
  }

  /** It was told. */
  public Alarms raise(long run, Clause clause) {
    PSet<Clause> told = raised.getOrDefault(run, HashTreePSet.empty());
    return new Alarms(next, of, raised.plus(run, told.plus(clause)), stale);
  }

  /** It was told. */
  public Alarms stale(String job, Instant since) {
    return new Alarms(next, of, raised, stale.plus(job, since));
  }

  /** A run is over: nothing more can be told of it. */
  Alarms over(long run) {
    Alarms without = with(run, List.of());
    return without.raised.containsKey(run)
        ? new Alarms(without.next, without.of, without.raised.minus(run), without.stale)
        : without;
  }

  /** A job is no more. */
  Alarms gone(String job, long incarnation) {
    Alarms without = with(incarnation, List.of());
    return new Alarms(without.next, without.of, without.raised, without.stale.minus(job));
  }
}
