package dev.stadion.scheduling.resource;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An immutable bag of resources. Empty quantities are dropped, so equal contents are equal values.
 */
public final class Resources {
  public static final String CPUS = "cpus";
  public static final String MEM = "mem";
  public static final String DISK = "disk";
  public static final String GPUS = "gpus";
  public static final String PORTS = "ports";

  private static final Resources EMPTY = new Resources(new TreeMap<>());

  private final SortedMap<ResourceKey, Quantity> parts;

  private Resources(SortedMap<ResourceKey, Quantity> parts) {
    this.parts = Collections.unmodifiableSortedMap(parts);
  }

  public static Resources empty() {
    return EMPTY;
  }

  public static Resources of(Map<ResourceKey, Quantity> parts) {
    var kept = new TreeMap<ResourceKey, Quantity>();
    parts.forEach((key, quantity) -> {
      if (!quantity.isEmpty()) {
        kept.put(key, quantity);
      }
    });
    return new Resources(kept);
  }

  /** Unreserved cpus and megabytes: what most tasks and most tests need. */
  public static Resources of(double cpus, double mem, double disk) {
    return empty()
        .with(ResourceKey.unreserved(CPUS), Quantity.Scalar.of(cpus))
        .with(ResourceKey.unreserved(MEM), Quantity.Scalar.of(mem))
        .with(ResourceKey.unreserved(DISK), Quantity.Scalar.of(disk));
  }

  /** This plus {@code quantity} of {@code key}. */
  public Resources with(ResourceKey key, Quantity quantity) {
    if (quantity.isEmpty()) {
      return this;
    }
    var copy = new TreeMap<>(parts);
    copy.merge(key, quantity, Quantity::plus);
    return new Resources(copy);
  }

  /** This plus unreserved ports. */
  public Resources withPorts(Range... ports) {
    return with(ResourceKey.unreserved(PORTS), Quantity.Ranges.of(ports));
  }

  public Resources plus(Resources other) {
    if (isEmpty()) {
      return other;
    }
    var sum = new TreeMap<>(parts);
    other.parts.forEach((key, quantity) -> sum.merge(key, quantity, Quantity::plus));
    return new Resources(sum);
  }

  /**
   * @throws IllegalArgumentException when {@code other} is not contained in this: nothing may ever
   *     be over-committed
   */
  public Resources minus(Resources other) {
    if (!contains(other)) {
      throw new IllegalArgumentException(this + " does not contain " + other);
    }
    var left = new TreeMap<>(parts);
    other.parts.forEach((key, quantity) -> left.compute(key, (k, mine) -> mine.minus(quantity)));
    return of(left);
  }

  public boolean contains(Resources other) {
    return other.parts.entrySet().stream()
        .allMatch(part -> {
          Quantity mine = parts.get(part.getKey());
          return mine != null && mine.contains(part.getValue());
        });
  }

  public boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Every part, sorted by name and role. */
  public SortedMap<ResourceKey, Quantity> parts() {
    return parts;
  }

  /** The parts whose role is among {@code roles}. */
  public Resources ofRoles(Set<String> roles) {
    var kept = new TreeMap<>(parts);
    kept.keySet().removeIf(key -> !roles.contains(key.role()));
    return kept.size() == parts.size() ? this : new Resources(kept);
  }

  /** The sum of scalar {@code name} over all roles, in thousandths; 0 when there is none. */
  public long millis(String name) {
    long sum = 0;
    for (var part : parts.entrySet()) {
      if (part.getKey().name().equals(name)
          && part.getValue() instanceof Quantity.Scalar(long millis)) {
        sum += millis;
      }
    }
    return sum;
  }

  /** The sum of scalar {@code name} over all roles; 0 when there is none. */
  public double amount(String name) {
    return millis(name) / 1000.0;
  }

  /** The union of ranges {@code name} over all roles. */
  public Quantity.Ranges ranges(String name) {
    var union = Quantity.Ranges.of();
    for (var part : parts.entrySet()) {
      if (part.getKey().name().equals(name) && part.getValue() instanceof Quantity.Ranges r) {
        union = union.plus(r);
      }
    }
    return union;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Resources r && parts.equals(r.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  @Override
  public String toString() {
    return ResourcesText.write(this);
  }
}
