package dev.stadion.scheduling.resource;

import java.util.ArrayList;
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
    public static final Scalar ZERO = new Scalar(0);

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
      if (!contains(other)) {
        throw new IllegalArgumentException(this + " does not contain " + other);
      }
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
    private static final Ranges NONE = new Ranges(List.of());

    public Ranges {
      ranges = isNormal(ranges) ? List.copyOf(ranges) : coalesce(ranges);
    }

    public static Ranges of(Range... ranges) {
      return ranges.length == 0 ? NONE : new Ranges(List.of(ranges));
    }

    /** How many numbers these ranges hold; at most {@code Long.MAX_VALUE}. */
    public long count() {
      long count = 0;
      for (Range range : ranges) {
        count += range.end() - range.begin() + 1;
        if (count < 0) {
          return Long.MAX_VALUE;
        }
      }
      return count;
    }

    public boolean contains(long value) {
      return covers(value, value);
    }

    /**
     * The {@code index}-th number in ascending order.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= index < count()}
     */
    public long nth(long index) {
      long left = index;
      for (Range range : ranges) {
        if (left <= range.end() - range.begin()) {
          return range.begin() + left;
        }
        left -= range.end() - range.begin() + 1;
      }
      throw new IndexOutOfBoundsException("there is no number " + index + " in " + ranges);
    }

    /** The numbers that are also within {@code bounds}. */
    public Ranges within(Range bounds) {
      var kept = new ArrayList<Range>();
      for (Range range : ranges) {
        long begin = Math.max(range.begin(), bounds.begin());
        long end = Math.min(range.end(), bounds.end());
        if (begin <= end) {
          kept.add(new Range(begin, end));
        }
      }
      return new Ranges(kept);
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
      return without(same(other));
    }

    /** The numbers that are not also in {@code other}, which need not be contained. */
    public Ranges without(Ranges other) {
      var left = new ArrayList<Range>(ranges.size() + other.ranges.size());
      int next = 0;
      for (Range range : ranges) {
        while (next < other.ranges.size() && other.ranges.get(next).end() < range.begin()) {
          next++;
        }
        long from = range.begin();
        boolean open = true;
        for (int i = next; open && i < other.ranges.size(); i++) {
          Range cut = other.ranges.get(i);
          if (cut.begin() > range.end()) {
            break;
          }
          if (cut.begin() > from) {
            left.add(new Range(from, cut.begin() - 1));
          }
          // The last number there is has no successor to go on from.
          open = cut.end() < range.end();
          from = open ? cut.end() + 1 : from;
        }
        if (open) {
          left.add(new Range(from, range.end()));
        }
      }
      return new Ranges(left);
    }

    @Override
    public boolean contains(Quantity other) {
      if (!(other instanceof Ranges(var inner))) {
        return false;
      }
      for (Range range : inner) {
        if (!covers(range.begin(), range.end())) {
          return false;
        }
      }
      return true;
    }

    @Override
    public boolean isEmpty() {
      return ranges.isEmpty();
    }

    /** Whether one of the ranges holds everything from {@code begin} to {@code end}. */
    private boolean covers(long begin, long end) {
      int low = 0;
      int high = ranges.size() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        Range range = ranges.get(middle);
        if (range.end() < begin) {
          low = middle + 1;
        } else if (range.begin() > begin) {
          high = middle - 1;
        } else {
          return end <= range.end();
        }
      }
      return false;
    }

    private static Ranges same(Quantity other) {
      if (other instanceof Ranges r) {
        return r;
      }
      throw new IllegalArgumentException("cannot combine ranges with " + other);
    }

    private static boolean isNormal(List<Range> ranges) {
      for (int i = 1; i < ranges.size(); i++) {
        if (ranges.get(i).begin() - 1 <= ranges.get(i - 1).end()) {
          return false;
        }
      }
      return true;
    }

    private static List<Range> coalesce(List<Range> ranges) {
      var sorted = new ArrayList<>(ranges);
      Collections.sort(sorted);
      var merged = new ArrayList<Range>();
      for (Range next : sorted) {
        Range last = merged.isEmpty() ? null : merged.getLast();
        if (last != null && next.begin() - 1 <= last.end()) {
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
