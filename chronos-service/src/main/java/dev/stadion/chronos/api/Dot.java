package dev.stadion.chronos.api;

import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.JobState;
import java.util.HashMap;
import java.util.Map;

/** The graph of jobs for Graphviz (chronos.md §1.6). */
final class Dot {
  private Dot() {}

  static String of(ChronosState state) {
    var dot = new StringBuilder("digraph G {\n");
    Map<String, Integer> numbers = new HashMap<>();
    for (JobState job : state.jobs().values()) {
      numbers.put(job.name(), numbers.size() + 1);
      dot.append("  %d [ label=\"%s\" ];\n".formatted(numbers.size(), escape(job.name())));
    }
    for (JobState job : state.jobs().values()) {
      for (String parent : job.job().parents()) {
        if (numbers.containsKey(parent)) {
          dot.append("  %d -> %d;\n".formatted(numbers.get(parent), numbers.get(job.name())));
        }
      }
    }
    return dot.append("}\n").toString();
  }

  private static String escape(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
