package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How a job is filed (chronos.md §12.14).
 *
 * @param labels by which lists can be narrowed (B-68)
 * @param deleteAfter when it goes by itself (B-66)
 */
public record Card(SortedMap<String, String> labels, Optional<DeleteAfter> deleteAfter) {
  public static final Card NONE = new Card(new TreeMap<>(), Optional.empty());

  private static final Pattern KEY = Pattern.compile("[^=,\\s\\p{Cntrl}]{1,200}");

  /**
   * Whether a label may be called so: what tells the parts of a selector apart cannot stand there.
   */
  public static boolean isKey(String key) {
    return KEY.matcher(key).matches();
  }

  public Card {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    requireNonNull(deleteAfter, "deleteAfter");
  }
}
