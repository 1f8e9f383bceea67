package dev.stadion.scheduling.resource;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * An immutable bag of resources. Empty quantities are dropped, so equal contents are equal values.
 *
 * <p>Every launch adds and subtracts a few of these, so the parts lie in two parallel arrays sorted
 * by key, and arithmetic is one walk over both operands.
 */
public final class Resources {
  public static final String CPUS = "cpus";
  public static final String MEM = "mem";
  public static final String DISK = "disk";
  public static final String GPUS = "gpus";
  public static final String PORTS = "ports";

  private static final Resources EMPTY = new Resources(new ResourceKey[0], new Quantity[0]);

  private final ResourceKey[] keys;
  private final Quantity[] quantities;

  private Resources(ResourceKey[] keys, Quantity[] quantities) {
    this.keys = keys;
    this.quantities = quantities;
  }

  public static Resources empty() {
    return EMPTY;
  }

  public static Resources of(Map<ResourceKey, Quantity> parts) {
    var builder = new Builder(parts.size());
    new TreeMap<>(parts).forEach(builder::add);
    return builder.build();
  }

  /** Unreserved cpus and megabytes: what most tasks and most tests need. */
  public static Resources of(double cpus, double mem, double disk) {
    var builder = new Builder(3);
    builder.add(ResourceKey.unreserved(CPUS), Quantity.Scalar.of(cpus));
    builder.add(ResourceKey.unreserved(DISK), Quantity.Scalar.of(disk));
    builder.add(ResourceKey.unreserved(MEM), Quantity.Scalar.of(mem));
    return builder.build();
  }

  /**
   * This plus {@code quantity} of {@code key}.
   *
   * @throws IllegalArgumentException when {@code key} has another kind of quantity here
   */
  public Resources with(ResourceKey key, Quantity quantity) {
    return quantity.isEmpty()
        ? this
        : plus(new Resources(new ResourceKey[] {key}, new Quantity[] {quantity}));
  }

  /** This plus unreserved ports. */
  public Resources withPorts(Range... ports) {
    return with(ResourceKey.unreserved(PORTS), Quantity.Ranges.of(ports));
  }

  /**
   * @throws IllegalArgumentException when a key has different kinds of quantities in both
   */
  public Resources plus(Resources other) {
    if (isEmpty()) {
      return other;
    }
    if (other.isEmpty()) {
      return this;
    }
    var sum = new Builder(keys.length + other.keys.length);
    int mine = 0;
    int theirs = 0;
    while (mine < keys.length && theirs < other.keys.length) {
      int order = order(keys[mine], other.keys[theirs]);
      if (order < 0) {
        sum.add(keys[mine], quantities[mine++]);
      } else if (order > 0) {
        sum.add(other.keys[theirs], other.quantities[theirs++]);
      } else {
        sum.add(keys[mine], quantities[mine++].plus(other.quantities[theirs++]));
      }
    }
    while (mine < keys.length) {
      sum.add(keys[mine], quantities[mine++]);
    }
    while (theirs < other.keys.length) {
      sum.add(other.keys[theirs], other.quantities[theirs++]);
    }
    return sum.build();
  }

  /**
   * @throws IllegalArgumentException when {@code other} is not contained in this: nothing may ever
   *     be over-committed
   */
  public Resources minus(Resources other) {
    if (other.isEmpty()) {
      return this;
    }
    if (!contains(other)) {
      throw new IllegalArgumentException(this + " does not contain " + other);
    }
    var left = new Builder(keys.length);
    int theirs = 0;
    for (int mine = 0; mine < keys.length; mine++) {
      if (theirs < other.keys.length && order(keys[mine], other.keys[theirs]) == 0) {
        left.add(keys[mine], quantities[mine].minus(other.quantities[theirs++]));
      } else {
        left.add(keys[mine], quantities[mine]);
      }
    }
    return left.build();
  }

  /** Whether {@code other} can be taken from this; what is indivisible only as a whole. */
  public boolean contains(Resources other) {
    int mine = 0;
    for (int theirs = 0; theirs < other.keys.length; theirs++) {
      int order = -1;
      while (mine < keys.length && (order = order(keys[mine], other.keys[theirs])) < 0) {
        mine++;
      }
      if (order != 0 || !holds(keys[mine], quantities[mine], other.quantities[theirs])) {
        return false;
      }
      mine++;
    }
    return true;
  }

  private static boolean holds(ResourceKey key, Quantity mine, Quantity theirs) {
    return key.indivisible() ? mine.equals(theirs) : mine.contains(theirs);
  }

  public boolean isEmpty() {
    return keys.length == 0;
  }

  /** How much of exactly {@code key} there is. */
  public Optional<Quantity> quantity(ResourceKey key) {
    int index = Arrays.binarySearch(keys, key);
    return index < 0 ? Optional.empty() : Optional.of(quantities[index]);
  }

  /** Hands every part to {@code consumer}, sorted by name and role. */
  public void forEach(BiConsumer<ResourceKey, Quantity> consumer) {
    for (int i = 0; i < keys.length; i++) {
      consumer.accept(keys[i], quantities[i]);
    }
  }

  /** Every part, sorted by name and role, as a map made for the caller. */
  public SortedMap<ResourceKey, Quantity> parts() {
    var parts = new TreeMap<ResourceKey, Quantity>();
    forEach(parts::put);
    return Collections.unmodifiableSortedMap(parts);
  }

  /** The parts whose role is among {@code roles}. */
  public Resources ofRoles(Set<String> roles) {
    return filter(key -> roles.contains(key.role()));
  }

  /** The parts whose key passes. */
  public Resources filter(Predicate<ResourceKey> wanted) {
    var kept = new Builder(keys.length);
    for (int i = 0; i < keys.length; i++) {
      if (wanted.test(keys[i])) {
        kept.add(keys[i], quantities[i]);
      }
    }
    return kept.size == keys.length ? this : kept.build();
  }

  public boolean anyMatch(Predicate<ResourceKey> wanted) {
    for (ResourceKey key : keys) {
      if (wanted.test(key)) {
        return true;
      }
    }
    return false;
  }

  /** The same amounts of something else: every key is replaced, and what becomes equal is added. */
  public Resources mapKeys(UnaryOperator<ResourceKey> change) {
    Resources changed = EMPTY;
    for (int i = 0; i < keys.length; i++) {
      changed = changed.with(change.apply(keys[i]), quantities[i]);
    }
    return changed;
  }

  /** The sum of scalar {@code name} over all roles, in thousandths; 0 when there is none. */
  public long millis(String name) {
    long sum = 0;
    for (int i = 0; i < keys.length; i++) {
      if (keys[i].name().equals(name) && quantities[i] instanceof Quantity.Scalar(long millis)) {
        sum = Math.addExact(sum, millis);
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
    for (int i = 0; i < keys.length; i++) {
      if (keys[i].name().equals(name) && quantities[i] instanceof Quantity.Ranges r) {
        union = union.isEmpty() ? r : union.plus(r);
      }
    }
    return union;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Resources r
        && Arrays.equals(keys, r.keys)
        && Arrays.equals(quantities, r.quantities);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(keys) + Arrays.hashCode(quantities);
  }

  @Override
  public String toString() {
    return ResourcesText.write(this);
  }

  /** Keys are mostly the same objects, carried along from one agent's registration. */
  private static int order(ResourceKey one, ResourceKey other) {
    return one == other ? 0 : one.compareTo(other);
  }

  /** Collects parts that come in ascending order of their keys. */
  private static final class Builder {
    private ResourceKey[] keys;
    private Quantity[] quantities;
    private int size;

    Builder(int capacity) {
      keys = new ResourceKey[capacity];
      quantities = new Quantity[capacity];
    }

    void add(ResourceKey key, Quantity quantity) {
      if (!quantity.isEmpty()) {
        keys[size] = key;
        quantities[size++] = quantity;
      }
    }

    Resources build() {
      if (size == 0) {
        return EMPTY;
      }
      return size == keys.length
          ? new Resources(keys, quantities)
          : new Resources(Arrays.copyOf(keys, size), Arrays.copyOf(quantities, size));
    }
  }
}
