package dev.stadion.agent.api;

import java.util.ArrayList;
import java.util.List;

/** Under which paths tools of Mesos ask an agent: bare and as the process {@code slave(1)}. */
final class Paths {
  private static final List<String> PREFIXES = List.of("", "/slave(1)", "/slave%281%29");

  private Paths() {}

  /** All of {@code names} with and without {@code .json}. */
  static String[] of(List<String> names) {
    var paths = new ArrayList<String>();
    for (String prefix : PREFIXES) {
      for (String name : names) {
        paths.add(prefix + name);
        paths.add(prefix + name + ".json");
      }
    }
    return paths.toArray(String[]::new);
  }

  /** The one of the names that a request's path means. */
  static String name(String path) {
    return path.replaceFirst("^/slave(\\(|%28)1(\\)|%29)/", "/").replaceFirst("\\.json$", "");
  }
}
