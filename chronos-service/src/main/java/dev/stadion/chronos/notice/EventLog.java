package dev.stadion.chronos.notice;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was announced (chronos.md B-72). May be asked from any thread. */
public interface EventLog {
  /** An announcement as it is told outside, in JSON. */
  record Told(long id, String type, Optional<String> job, String document) {}

  /**
   * Which; an empty set means all.
   *
   * @param after the ids above this one
   * @param types whole ones, or beginnings that end in a dot
   */
  record Query(long after, Optional<String> job, Set<String> types, int limit) {
    public Query {
      types = Set.copyOf(types);
    }

    /** Whether a type is among those. */
    public boolean wants(String type) {
      return types.isEmpty()
          || types.stream()
              .anyMatch(
                  wanted -> wanted.endsWith(".") ? type.startsWith(wanted) : type.equals(wanted));
    }
  }

  /** The oldest first. */
  List<Told> find(Query query);

  /**
   * Forgets what was announced before that moment.
   *
   * @return how many announcements, at most some thousand at once
   */
  int forget(Instant before);
}
