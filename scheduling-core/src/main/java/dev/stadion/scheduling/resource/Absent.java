package dev.stadion.scheduling.resource;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Orders of things that may be missing. */
final class Absent {
  private Absent() {}

  /** What is missing comes first. */
  static <T extends Comparable<? super T>> Comparator<Optional<T>> first() {
    return (one, other) -> {
      if (one.isEmpty() || other.isEmpty()) {
        return Boolean.compare(one.isPresent(), other.isPresent());
      }
      return one.get().compareTo(other.get());
    };
  }

  /** Element by element; the beginning of a list comes before the list. */
  static <T extends Comparable<? super T>> Comparator<List<T>> lists() {
    return (one, other) -> {
      int common = Math.min(one.size(), other.size());
      for (int i = 0; i < common; i++) {
        int order = one.get(i).compareTo(other.get(i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(one.size(), other.size());
    };
  }
}
