package dev.stadion.master.heart;

import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Amounts by resource name, over all roles: what shares and quota are computed from (mesos-v1.md
 * §10.2, §10.6). Ranges and sets play no part.
 *
 * <p>Every offer and every end of a task adds to or takes from a few of these: names and amounts
 * lie in two parallel arrays sorted by name, and arithmetic is one walk over both operands.
 */
public final class Scalars {
  public static final Scalars ZERO = new Scalars(new String[0], new long[0]);

  private final String[] names;
  private final long[] millis;

  private Scalars(String[] names, long[] millis) {
    this.names = names;
    this.millis = millis;
  }

  static Scalars of(Resources resources) {
    return of(resources, key -> true);
  }

  /** The sum of those parts whose key is {@code wanted}. */
  static Scalars of(Resources resources, Predicate<ResourceKey> wanted) {
    var sum = new Sum();
    resources.forEach((key, quantity) -> {
      if (quantity instanceof Quantity.Scalar(long amount) && wanted.test(key)) {
        sum.add(key.name(), amount);
      }
    });
    return sum.toScalars();
  }

  Scalars plus(Scalars other) {
    if (other.names.length == 0) {
      return this;
    }
    return names.length == 0 ? other : combine(other, 1);
  }

  Scalars minus(Scalars other) {
    return other.names.length == 0 ? this : combine(other, -1);
  }

  private Scalars combine(Scalars other, long sign) {
    var sum = new Sum(names.length + other.names.length);
    int mine = 0;
    int theirs = 0;
    while (mine < names.length || theirs < other.names.length) {
      int order =
          mine == names.length
              ? 1
              : theirs == other.names.length ? -1 : order(names[mine], other.names[theirs]);
      if (order < 0) {
        sum.append(names[mine], millis[mine++]);
      } else if (order > 0) {
        sum.append(other.names[theirs], sign * other.millis[theirs++]);
      } else {
        sum.append(names[mine], millis[mine++] + sign * other.millis[theirs++]);
      }
    }
    return sum.toScalars();
  }

  /** This without what is called by one of {@code excluded}. */
  Scalars without(Set<String> excluded) {
    var rest = new Sum(names.length);
    for (int i = 0; i < names.length; i++) {
      if (!excluded.contains(names[i])) {
        rest.append(names[i], millis[i]);
      }
    }
    return rest.size == names.length ? this : rest.toScalars();
  }

  /** The dominant share: the greatest fraction of any amount in {@code pool}. */
  double shareOf(Scalars pool) {
    double share = 0;
    int theirs = 0;
    for (int mine = 0; mine < names.length; mine++) {
      int order = -1;
      while (theirs < pool.names.length && (order = order(pool.names[theirs], names[mine])) < 0) {
        theirs++;
      }
      if (order == 0 && theirs < pool.names.length && pool.millis[theirs] > 0) {
        share = Math.max(share, (double) millis[mine] / pool.millis[theirs]);
      }
    }
    return share;
  }

  /** Thousandths of {@code name}; 0 when there is none. */
  public long millis(String name) {
    int index = Arrays.binarySearch(names, name);
    return index < 0 ? 0 : millis[index];
  }

  public boolean isEmpty() {
    return names.length == 0;
  }

  /** Thousandths by name, sorted, as a map made for the caller. */
  public SortedMap<String, Long> amounts() {
    var amounts = new TreeMap<String, Long>();
    for (int i = 0; i < names.length; i++) {
      amounts.put(names[i], millis[i]);
    }
    return Collections.unmodifiableSortedMap(amounts);
  }

  /** Names are mostly the same objects, carried along from one agent's registration. */
  @SuppressWarnings("ReferenceEquality")
  private static int order(String one, String other) {
    return one == other ? 0 : one.compareTo(other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scalars s
        && Arrays.equals(names, s.names)
        && Arrays.equals(millis, s.millis);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(names) + Arrays.hashCode(millis);
  }

  @Override
  public String toString() {
    return amounts().toString();
  }

  /** Collects amounts; zeros are dropped, so equal contents are equal values. */
  private static final class Sum {
    private String[] names;
    private long[] millis;
    private int size;

    Sum() {
      this(4);
    }

    Sum(int capacity) {
      names = new String[capacity];
      millis = new long[capacity];
    }

    /** Resources come sorted by name: one name's parts follow each other. */
    void add(String name, long amount) {
      if (size > 0 && order(names[size - 1], name) == 0) {
        millis[size - 1] = Math.addExact(millis[size - 1], amount);
      } else {
        append(name, amount);
      }
    }

    void append(String name, long amount) {
      if (amount == 0) {
        return;
      }
      if (size == names.length) {
        names = Arrays.copyOf(names, 2 * size);
        millis = Arrays.copyOf(millis, 2 * size);
      }
      names[size] = name;
      millis[size++] = amount;
    }

    Scalars toScalars() {
      if (size == 0) {
        return ZERO;
      }
      return size == names.length
          ? new Scalars(names, millis)
          : new Scalars(Arrays.copyOf(names, size), Arrays.copyOf(millis, size));
    }
  }
}
