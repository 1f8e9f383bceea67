package dev.stadion.scheduling.matching;

import dev.stadion.scheduling.resource.Quantity.Ranges;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.resource.ResourcesText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** Chooses host ports (marathon.md §14.2): fixed ones first, then as many others as are wanted. */
sealed interface PortChoice {
  /**
   * @param ports one for each demand, in its order
   * @param byKey the same ports, by what they are taken from
   */
  record Chosen(List<Integer> ports, Map<ResourceKey, Ranges> byKey) implements PortChoice {}

  record Missing(String detail) implements PortChoice {}

  /** Ports a process can listen on; 0 asks the kernel for one. */
  Range LISTENABLE = new Range(1, 65535);

  static PortChoice choose(
      Resources usable, List<PortDemand> demands, List<ResourceKey> keys, long seed) {
    if (demands.isEmpty()) {
      return new Chosen(List.of(), Map.of());
    }
    var fixed = new TreeSet<Long>();
    for (PortDemand demand : demands) {
      if (demand instanceof PortDemand.Fixed(int port) && !fixed.add((long) port)) {
        return new Missing("wants port " + port + " twice");
      }
    }

    var offered = new TreeMap<ResourceKey, Ranges>();
    for (ResourceKey key : keys) {
      if (key.name().equals(Resources.PORTS)
          && usable.quantity(key).orElse(null) instanceof Ranges r) {
        offered.put(key, r);
      }
    }
    var taken = new TreeMap<ResourceKey, List<Range>>();
    for (long port : fixed) {
      var key =
          keys.stream()
              .filter(k -> offered.getOrDefault(k, Ranges.of()).contains(port))
              .findFirst();
      if (key.isEmpty()) {
        return new Missing("wants port %d, offered %s".formatted(port, words(offered)));
      }
      taken.computeIfAbsent(key.get(), k -> new ArrayList<>()).add(new Range(port, port));
    }

    int wanted = demands.size() - fixed.size();
    var others = others(offered, keys, fixed, wanted, seed, taken);
    if (others.size() < wanted) {
      return new Missing(
          "wants %d ports, offered %d".formatted(demands.size(), fixed.size() + others.size()));
    }
    return new Chosen(inOrder(demands, others), byKey(taken));
  }

  /** Up to {@code wanted} ports that are not fixed; each key's pool is walked as a ring. */
  private static List<Long> others(
      Map<ResourceKey, Ranges> offered,
      List<ResourceKey> keys,
      Set<Long> fixed,
      int wanted,
      long seed,
      Map<ResourceKey, List<Range>> taken) {
    var random = new SplittableRandom(seed);
    var chosen = new ArrayList<Long>();
    for (ResourceKey key : keys) {
      Ranges pool =
          offered.getOrDefault(key, Ranges.of()).within(LISTENABLE).without(ranges(fixed));
      // The same number under two keys would be a master's mistake; it is one port all the same.
      pool = pool.without(ranges(chosen));
      long size = pool.count();
      if (size == 0 || chosen.size() == wanted) {
        continue;
      }
      long start = random.nextLong(size);
      long count = Math.min(size, wanted - (long) chosen.size());
      for (long i = 0; i < count; i++) {
        long port = pool.nth((start + i) % size);
        chosen.add(port);
        taken.computeIfAbsent(key, k -> new ArrayList<>()).add(new Range(port, port));
      }
    }
    return chosen;
  }

  private static List<Integer> inOrder(List<PortDemand> demands, List<Long> others) {
    var ports = new ArrayList<Integer>(demands.size());
    int next = 0;
    for (PortDemand demand : demands) {
      ports.add(
          switch (demand) {
            case PortDemand.Fixed(int port) -> port;
            case PortDemand.Any() -> Math.toIntExact(others.get(next++));
          });
    }
    return ports;
  }

  private static Map<ResourceKey, Ranges> byKey(Map<ResourceKey, List<Range>> taken) {
    var byKey = new TreeMap<ResourceKey, Ranges>();
    taken.forEach((key, ranges) -> byKey.put(key, new Ranges(ranges)));
    return byKey;
  }

  private static Ranges ranges(Iterable<Long> numbers) {
    var ranges = new ArrayList<Range>();
    for (long number : numbers) {
      ranges.add(new Range(number, number));
    }
    return new Ranges(ranges);
  }

  private static String words(Map<ResourceKey, Ranges> offered) {
    var all = offered.values().stream().reduce(Ranges.of(), Ranges::plus);
    return all.isEmpty() ? "no ports" : ResourcesText.value(all);
  }
}
