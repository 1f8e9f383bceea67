package dev.stadion.scheduling.offer;

import dev.stadion.scheduling.resource.Range;
import java.util.List;
import java.util.Set;

/** A fact about an agent that never is consumed (mesos-v1.md §6.5). */
public sealed interface Attribute {
  String name();

  record Text(String name, String value) implements Attribute {}

  record Scalar(String name, double value) implements Attribute {}

  record Ranges(String name, List<Range> value) implements Attribute {
    public Ranges {
      value = List.copyOf(value);
    }
  }

  record Items(String name, Set<String> value) implements Attribute {
    public Items {
      value = Set.copyOf(value);
    }
  }
}
