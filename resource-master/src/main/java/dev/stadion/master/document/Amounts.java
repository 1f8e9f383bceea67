package dev.stadion.master.document;

import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Sums of scalars in thousandths, by resource name. */
final class Amounts {
  private Amounts() {}

  static void add(Map<String, Long> sum, Resources resources) {
    add(sum, resources, key -> true);
  }

  /** Only those parts whose key is {@code wanted}. */
  static void add(Map<String, Long> sum, Resources resources, Predicate<ResourceKey> wanted) {
    resources.forEach((key, quantity) -> {
      if (quantity instanceof Quantity.Scalar(long millis) && wanted.test(key)) {
        sum.merge(key.name(), millis, Long::sum);
      }
    });
  }

  /** What is left; names of which nothing is left are left out. */
  static Map<String, Long> minus(Map<String, Long> all, Map<String, Long> part) {
    Map<String, Long> rest = new TreeMap<>(all);
    part.forEach((name, millis) -> rest.merge(name, -millis, Long::sum));
    rest.values().removeIf(millis -> millis == 0);
    return rest;
  }
}
