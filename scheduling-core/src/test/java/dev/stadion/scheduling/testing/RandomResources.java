package dev.stadion.scheduling.testing;

import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Resources as a seed wills them, for property tests. */
public final class RandomResources {
  private final RandomGenerator random;

  public RandomResources(RandomGenerator random) {
    this.random = random;
  }

  /** Any resources over a few names and roles; each name keeps its kind. */
  public Resources any() {
    var parts = new TreeMap<ResourceKey, Quantity>();
    for (String role : new String[] {"*", "web", "batch"}) {
      if (random.nextInt(4) > 0) {
        for (String name : new String[] {"cpus", "mem", "disk", "gpus", "power"}) {
          parts.put(new ResourceKey(name, role), new Quantity.Scalar(random.nextLong(100_000)));
        }
        parts.put(new ResourceKey("ports", role), ranges());
        parts.put(new ResourceKey("licences", role), items());
      }
    }
    parts.keySet().removeIf(key -> random.nextInt(3) == 0);
    return Resources.of(parts);
  }

  /** A part of {@code whole}, possibly nothing, possibly all of it. */
  public Resources partOf(Resources whole) {
    var part = new TreeMap<ResourceKey, Quantity>();
    for (Map.Entry<ResourceKey, Quantity> entry : whole.parts().entrySet()) {
      part.put(
          entry.getKey(),
          switch (entry.getValue()) {
            case Quantity.Scalar(long millis) -> new Quantity.Scalar(random.nextLong(millis + 1));
            case Quantity.Ranges(var all) -> {
              var kept = new ArrayList<Range>();
              for (Range range : all) {
                if (random.nextBoolean()) {
                  long begin = random.nextLong(range.begin(), range.end() + 1);
                  kept.add(new Range(begin, random.nextLong(begin, range.end() + 1)));
                }
              }
              yield new Quantity.Ranges(kept);
            }
            case Quantity.Items(var names) -> {
              var kept = new TreeSet<>(names);
              kept.removeIf(name -> random.nextBoolean());
              yield new Quantity.Items(kept);
            }
          });
    }
    return Resources.of(part);
  }

  public Quantity.Ranges ranges() {
    var ranges = new ArrayList<Range>();
    for (int i = random.nextInt(6); i > 0; i--) {
      long begin = random.nextLong(100);
      ranges.add(new Range(begin, begin + random.nextLong(20)));
    }
    return new Quantity.Ranges(ranges);
  }

  private Quantity.Items items() {
    var names = new TreeSet<String>();
    for (int i = random.nextInt(4); i > 0; i--) {
      names.add("item-" + random.nextInt(5));
    }
    return new Quantity.Items(names);
  }
}
