package dev.stadion.master.heart;

import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Resources;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Amounts by resource name, over all roles: what shares are computed from (mesos-v1.md §10.2).
 * Ranges and sets play no part.
 */
public final class Scalars {
  public static final Scalars ZERO = new Scalars(new TreeMap<>());

  private final SortedMap<String, Long> millis;

  private Scalars(SortedMap<String, Long> millis) {
    this.millis = Collections.unmodifiableSortedMap(millis);
  }

  static Scalars of(Resources resources) {
    var sums = new TreeMap<String, Long>();
    resources
        .parts()
        .forEach((key, quantity) -> {
          if (quantity instanceof Quantity.Scalar(long amount)) {
            sums.merge(key.name(), amount, Long::sum);
          }
        });
    return new Scalars(sums);
  }

  Scalars plus(Scalars other) {
    if (other.millis.isEmpty()) {
      return this;
    }
    var sums = new TreeMap<>(millis);
    other.millis.forEach((name, amount) -> sums.merge(name, amount, Long::sum));
    return new Scalars(sums);
  }

  Scalars minus(Scalars other) {
    if (other.millis.isEmpty()) {
      return this;
    }
    var sums = new TreeMap<>(millis);
    other.millis.forEach((name, amount) -> sums.merge(name, -amount, Long::sum));
    sums.values().removeIf(amount -> amount == 0);
    return new Scalars(sums);
  }

  /** The dominant share: the greatest fraction of any amount in {@code pool}. */
  double shareOf(Scalars pool) {
    double share = 0;
    for (var entry : millis.entrySet()) {
      Long whole = pool.millis.get(entry.getKey());
      if (whole != null && whole > 0) {
        share = Math.max(share, (double) entry.getValue() / whole);
      }
    }
    return share;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scalars s && millis.equals(s.millis);
  }

  @Override
  public int hashCode() {
    return millis.hashCode();
  }

  @Override
  public String toString() {
    return millis.toString();
  }
}
