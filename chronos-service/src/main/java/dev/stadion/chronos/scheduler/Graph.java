package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Keeps the dependencies a graph without cycles (chronos.md §6.3, §6.4). */
final class Graph {
  /** More ancestors than this are a mistake, and looking at them would hold the scheduler. */
  static final int MAX_NODES = 10_000;

  private Graph() {}

  /** What is wrong with the parents of {@code job}, given the jobs that exist. */
  static Optional<Problem> problemWith(Job job, Function<String, Optional<JobState>> existing) {
    for (String parent : job.parents()) {
      if (parent.equals(job.name())) {
        return problem("Dependency cycle: " + parent + " -> " + parent);
      }
      if (existing.apply(parent).isEmpty()) {
        return problem("Parent '" + parent + "' of job '" + job.name() + "' not found");
      }
    }
    // Walk towards the ancestors; whoever meets the job itself has found a cycle.
    Map<String, String> childOf = new HashMap<>();
    var open = new ArrayDeque<String>();
    for (String parent : job.parents()) {
      childOf.put(parent, job.name());
      open.add(parent);
    }
    while (!open.isEmpty()) {
      String name = open.remove();
      Set<String> parents = existing.apply(name).map(j -> j.job().parents()).orElse(Set.of());
      for (String parent : parents) {
        if (parent.equals(job.name())) {
          return problem("Dependency cycle: " + path(name, job.name(), childOf));
        }
        if (childOf.putIfAbsent(parent, name) == null) {
          open.add(parent);
        }
      }
      if (childOf.size() > MAX_NODES) {
        return problem("a job must not depend on more than " + MAX_NODES + " jobs");
      }
    }
    return Optional.empty();
  }

  /** The cycle from {@code job} through {@code first}, parent before child. */
  private static String path(String first, String job, Map<String, String> childOf) {
    List<String> names = new ArrayList<>(List.of(job));
    for (String name = first; !name.equals(job); name = childOf.get(name)) {
      names.add(name);
    }
    names.add(job);
    return String.join(" -> ", Collections.unmodifiableList(names));
  }

  private static Optional<Problem> problem(String error) {
    return Optional.of(new Problem("/parents", error));
  }
}
