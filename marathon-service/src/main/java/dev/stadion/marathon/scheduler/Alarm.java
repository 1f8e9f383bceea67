package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.PathId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/**
 * A point in time at which something becomes due if nothing happens before.
 *
 * @param service whose matter it is; absent for what concerns all
 * @param instance absent when it concerns the whole service
 */
public record Alarm(Instant at, Kind kind, Optional<PathId> service, Optional<UUID> instance)
    implements Comparable<Alarm> {
  private static final Comparator<Alarm> ORDER =
      Comparator.comparing(Alarm::at)
          .thenComparing(Alarm::kind)
          .thenComparing(alarm -> alarm.service().map(PathId::value).orElse(""))
          .thenComparing(alarm -> alarm.instance().map(UUID::toString).orElse(""));

  /** What becomes due. */
  public enum Kind {
    /** An instance waits for its task to end, to come up, or to come back. */
    INSTANCE,
    /** A delay is over. */
    DELAY,
    /** A deployment should have ended; its id stands in the place of an instance's. */
    DEPLOYMENT,
    /** Ask the master what runs. */
    RECONCILE,
    /** Ask the master what became of what we know. */
    RECONCILE_ALL,
    /** Decide what becomes of tasks nobody knows. */
    JUDGE_UNKNOWN
  }

  @Override
  public int compareTo(Alarm other) {
    return ORDER.compare(this, other);
  }
}
