package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Health;
import dev.stadion.marathon.instance.Instance;
import java.time.Instant;
import java.util.function.Predicate;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * How many instances of an app are in which situation, kept up to date so that nobody ever has to
 * look at all of them.
 */
public record Tally(PMap<Tally.Key, Integer> counts) {
  public static final Tally NONE = new Tally(HashTreePMap.empty());

  /** What instances are counted by: a handful of combinations per app. */
  public record Key(
      Instant version, Goal goal, Condition condition, Health.Verdict verdict, boolean fit) {
    static Key of(Instance instance) {
      return new Key(
          instance.runSpecVersion(),
          instance.goal(),
          instance.condition(),
          instance.health().verdict(),
          instance.health().isFit());
    }

    /** Whether such instances count towards what a user wants to have. */
    boolean counts() {
      return goal == Goal.RUNNING && condition != Condition.UNREACHABLE_INACTIVE;
    }

    boolean isGood() {
      return counts() && condition == Condition.RUNNING && fit;
    }

    /** Whether such instances are about to end but may still have a process on a live agent. */
    boolean isDying() {
      return goal != Goal.RUNNING
          && condition.hasTask()
          && condition != Condition.UNREACHABLE
          && condition != Condition.UNREACHABLE_INACTIVE;
    }
  }

  Tally plus(Key key, int count) {
    int sum = counts.getOrDefault(key, 0) + count;
    return new Tally(sum == 0 ? counts.minus(key) : counts.plus(key, sum));
  }

  /** How many instances are in a situation that {@code wanted} accepts. */
  public int count(Predicate<Key> wanted) {
    int sum = 0;
    for (var entry : counts.entrySet()) {
      if (wanted.test(entry.getKey())) {
        sum += entry.getValue();
      }
    }
    return sum;
  }

  /** Whether there is an instance of this version. */
  boolean hasVersion(Instant version) {
    for (Key key : counts.keySet()) {
      if (key.version().equals(version)) {
        return true;
      }
    }
    return false;
  }

  /** Instances that a user wants to have, in whatever condition. */
  public int wanted() {
    return count(Key::counts);
  }

  /** Instances that do their work. */
  public int good() {
    return count(Key::isGood);
  }
}
