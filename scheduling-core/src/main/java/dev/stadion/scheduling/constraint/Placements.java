package dev.stadion.scheduling.constraint;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the tasks that count are spread over the values of one field.
 *
 * @param counts how many tasks have each value, all above 0; tasks without a value are left out
 * @param first the value of the task that was placed first
 */
public record Placements(SortedMap<String, Integer> counts, Optional<String> first) {
  private static final Placements NONE = new Placements(new TreeMap<>(), Optional.empty());

  public Placements {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    requireNonNull(first, "first");
  }

  /** Nothing is placed yet. */
  public static Placements none() {
    return NONE;
  }

  /** The spread of {@code values}, one for each task, oldest first. */
  public static Placements of(Collection<String> values) {
    var counts = new TreeMap<String, Integer>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    return new Placements(counts, values.stream().findFirst());
  }

  /** These and one more task with {@code value}. */
  public Placements and(String value) {
    var more = new TreeMap<>(counts);
    more.merge(value, 1, Integer::sum);
    return new Placements(more, first.or(() -> Optional.of(value)));
  }

  int count(String value) {
    return counts.getOrDefault(value, 0);
  }

  int smallest() {
    return counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
  }

  /** How many tasks are above {@code quota}, over all values. */
  int above(int quota) {
    return counts.values().stream().mapToInt(count -> Math.max(0, count - quota)).sum();
  }
}
