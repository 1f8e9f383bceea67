package dev.stadion.sim.kernel;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The interesting situations that a campaign came across. A simulation that never reaches them
 * proves nothing, so the campaign fails when one is missing.
 */
public final class Sometimes {
  private final Map<String, Long> seen = new TreeMap<>();

  public void saw(String situation) {
    seen.merge(situation, 1L, Long::sum);
  }

  public void when(boolean so, String situation) {
    if (so) {
      saw(situation);
    }
  }

  public void add(Sometimes other) {
    other.seen.forEach((situation, count) -> seen.merge(situation, count, Long::sum));
  }

  public Map<String, Long> seen() {
    return Map.copyOf(seen);
  }

  /** Those of {@code expected} that were never seen. */
  public Set<String> missing(Iterable<String> expected) {
    var missing = new TreeSet<String>();
    expected.forEach(missing::add);
    missing.removeAll(seen.keySet());
    return missing;
  }

  @Override
  public String toString() {
    return seen.toString();
  }
}
