package dev.stadion.scheduling.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** How much of one resource: an amount, a set of ranges, or a set of names. */
public sealed interface Quantity {

  Quantity plus(Quantity other);

  /**
   * @throws IllegalArgumentException when {@code other} is not contained in this
   */
  Quantity minus(Quantity other);

  boolean contains(Quantity other);

  boolean isEmpty();

  /**
   * An amount in thousandths. Mesos sends doubles with fixed-point meaning: three decimals, rounded
   * (mesos-v1.md §2).
   *
   * @param millis thousandths, at least 0
   */
  record Scalar(long millis) implements Quantity {
    public Scalar {
      if (millis < 0) {
        throw new IllegalArgumentException("an amount must not be negative");
      }
    }

    /**
     * @throws IllegalArgumentException when {@code value} is negative, not finite or too large
     */
    public static Scalar of(double value) {
      if (!(value >= 0) || value > Long.MAX_VALUE / 4000.0) {
        throw new IllegalArgumentException("an amount must be a number from 0, got " + value);
      }
      return new Scalar(Math.round(value * 1000));
    }

    public double value() {
      return millis / 1000.0;
    }

    @Override
    public Scalar plus(Quantity other) {
      return new Scalar(Math.addExact(millis, same(other).millis));
    }

    @Override
    public Scalar minus(Quantity other) {
      return new Scalar(millis - same(other).millis);
    }

    @Override
    public boolean contains(Quantity other) {
      return other instanceof Scalar s && s.millis <= millis;
    }

    @Override
    public boolean isEmpty() {
      return millis == 0;
    }

    private static Scalar same(Quantity other) {
      if (other instanceof Scalar scalar) {
        return scalar;
      }
      throw new IllegalArgumentException("cannot combine an amount with " + other);
    }
  }

  /**
   * Whole numbers as ranges, always sorted, disjoint and coalesced.
   *
   * @param ranges any ranges; the constructor normalises them
   */
  record Ranges(List<Range> ranges) implements Quantity {
    public Ranges {
      ranges = coalesce(ranges);
    }

    public static Ranges of(Range... ranges) {
      return new Ranges(List.of(ranges));
    }

    /** How many numbers these ranges hold. */
    public long count() {
      return ranges.stream().mapToLong(r -> r.end() - r.begin() + 1).sum();
    }

    public boolean contains(long value) {
      return ranges.stream().anyMatch(r -> r.contains(value));
    }

    @Override
    public Ranges plus(Quantity other) {
      var all = new ArrayList<>(ranges);
      all.addAll(same(other).ranges);
      return new Ranges(all);
    }

    @Override
    public Ranges minus(Quantity other) {
      if (!contains(other)) {
        throw new IllegalArgumentException(this + " does not contain " + other);
      }
      var left = new ArrayList<Range>();
      var cuts = same(other).ranges;
      for (Range range : ranges) {
        long from = range.begin();
        for (Range cut : cuts) {
          if (cut.begin() < range.begin() || cut.begin() > range.end()) {
            continue;
          }
          if (cut.begin() > from) {
            left.add(new Range(from, cut.begin() - 1));
          }
          from = cut.end() + 1;
        }
        if (from <= range.end()) {
          left.add(new Range(from, range.end()));
        }
      }
      return new Ranges(left);
    }

    @Override
    public boolean contains(Quantity other) {
      return other instanceof Ranges r
          && r.ranges.stream()
              .allMatch(inner ->
                  ranges.stream()
                      .anyMatch(o -> o.begin() <= inner.begin() && inner.end() <= o.end()));
    }

    @Override
    public boolean isEmpty() {
      return ranges.isEmpty();
    }

    private static Ranges same(Quantity other) {
      if (other instanceof Ranges r) {
        return r;
      }
      throw new IllegalArgumentException("cannot combine ranges with " + other);
    }

    private static List<Range> coalesce(Collection<Range> ranges) {
      var sorted = new ArrayList<>(ranges);
      Collections.sort(sorted);
      var merged = new ArrayList<Range>();
      for (Range next : sorted) {
        Range last = merged.isEmpty() ? null : merged.getLast();
        if (last != null && next.begin() <= last.end() + 1) {
          merged.set(merged.size() - 1, new Range(last.begin(), Math.max(last.end(), next.end())));
        } else {
          merged.add(next);
        }
      }
      return List.copyOf(merged);
    }
  }

  /** A set of names, such as disks or licences. */
  record Items(Set<String> names) implements Quantity {
    public Items {
      names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    @Override
    public Items plus(Quantity other) {
      var all = new TreeSet<>(names);
      all.addAll(same(other).names);
      return new Items(all);
    }

    @Override
    public Items minus(Quantity other) {
      if (!contains(other)) {
        throw new IllegalArgumentException(this + " does not contain " + other);
      }
      var left = new TreeSet<>(names);
      left.removeAll(same(other).names);
      return new Items(left);
    }

    @Override
    public boolean contains(Quantity other) {
      return other instanceof Items i && names.containsAll(i.names);
    }

    @Override
    public boolean isEmpty() {
      return names.isEmpty();
    }

    private static Items same(Quantity other) {
      if (other instanceof Items items) {
        return items;
      }
      throw new IllegalArgumentException("cannot combine names with " + other);
    }
  }
}
