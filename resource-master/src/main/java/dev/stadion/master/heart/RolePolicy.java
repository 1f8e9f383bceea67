package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What operators decided about roles. Durable.
 *
 * @param weights of roles whose weight was set; all others weigh 1
 * @param limits of top-level roles that have a quota
 */
public record RolePolicy(
    PSortedMap<String, Double> weights, PSortedMap<String, QuotaLimits> limits) {
  public static final RolePolicy NONE = new RolePolicy(TreePMap.empty(), TreePMap.empty());
  static final double DEFAULT_WEIGHT = 1;

  public RolePolicy {
    requireNonNull(weights, "weights");
    requireNonNull(limits, "limits");
  }

  public double weight(String role) {
    Double weight = weights.get(role);
    return weight == null ? DEFAULT_WEIGHT : weight;
  }

  RolePolicy withWeights(Map<String, Double> changed) {
    return new RolePolicy(weights.plusAll(changed), limits);
  }

  /** A role without any limit is a role without a quota. */
  RolePolicy withLimits(Map<String, QuotaLimits> changed) {
    PSortedMap<String, QuotaLimits> next = limits;
    for (var limit : changed.entrySet()) {
      next =
          limit.getValue().millis().isEmpty()
              ? next.minus(limit.getKey())
              : next.plus(limit.getKey(), limit.getValue());
    }
    return new RolePolicy(weights, next);
  }
}
