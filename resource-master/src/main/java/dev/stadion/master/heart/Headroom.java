package dev.stadion.master.heart;

import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a top-level role may still be given before its quota is used up (mesos-v1.md §10.6). All the
 * roles below it share one; it shrinks with every offer, so that many agents in one pass cannot
 * exceed it together.
 */
final class Headroom {
  private final Map<String, Long> left = new TreeMap<>();

  Headroom(QuotaLimits limits, Scalars charged) {
    limits
        .millis()
        .forEach((name, most) -> left.put(name, Math.max(0, most - charged.millis(name))));
  }

  /** As much of {@code resources} as fits. Reserved parts were counted when they were reserved. */
  Resources fit(Resources resources) {
    var rest = new TreeMap<>(left);
    var excess = new TreeMap<ResourceKey, Quantity>();
    resources.forEach((key, quantity) -> {
      Long most = rest.get(key.name());
      if (most != null
          && RolePath.isCounted(key)
          && quantity instanceof Quantity.Scalar(long has)) {
        // What cannot be divided is given whole or not at all.
        long fitting = has <= most ? has : key.indivisible() ? 0 : most;
        rest.put(key.name(), most - fitting);
        if (fitting < has) {
          excess.put(key, new Quantity.Scalar(has - fitting));
        }
      }
    });
    return excess.isEmpty() ? resources : resources.minus(Resources.of(excess));
  }

  void take(Scalars unreserved) {
    left.replaceAll((name, most) -> Math.max(0, most - unreserved.millis(name)));
  }
}
