package dev.stadion.master.heart;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The most a role and everything below it may hold, reservations included (mesos-v1.md §10.6). What
 * is not named is not limited.
 *
 * @param millis thousandths by resource name, from 0
 */
public record QuotaLimits(SortedMap<String, Long> millis) {
  public static final QuotaLimits NONE = new QuotaLimits(new TreeMap<>());

  public QuotaLimits {
    millis = Collections.unmodifiableSortedMap(new TreeMap<>(millis));
    if (millis.values().stream().anyMatch(amount -> amount < 0)) {
      throw new IllegalArgumentException("a limit must not be negative: " + millis);
    }
  }

  public static QuotaLimits of(Map<String, Long> millis) {
    return new QuotaLimits(new TreeMap<>(millis));
  }

  boolean allows(Scalars consumed) {
    return millis.entrySet().stream()
        .allMatch(limit -> consumed.millis(limit.getKey()) <= limit.getValue());
  }
}
