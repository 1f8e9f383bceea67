package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Many jobs are declared together, all of them or none; parents may stand after their children
 * (chronos.md B-69). A job that says what it said before is left where it stands.
 */
final class BulkCommands {
  private BulkCommands() {}

  static ChronosOutcome put(Turn turn, ChronosEvent.PutJobs event) {
    var sent = new LinkedHashMap<String, Job>();
    for (Job job : event.jobs()) {
      if (sent.putIfAbsent(job.name(), job) != null) {
        return rejected("job '" + job.name() + "' is named twice");
      }
    }
    var order = new Order(sent);
    if (order.cycle().isPresent()) {
      return rejected("Dependency cycle: " + order.cycle().get());
    }
    List<String> created = new ArrayList<>();
    List<String> updated = new ArrayList<>();
    List<String> unchanged = new ArrayList<>();
    for (String name : order.names()) {
      Job job = sent.get(name);
      Optional<Job> before = turn.job(name).map(JobState::job);
      if (before.filter(old -> old.with(job.tally()).equals(job)).isPresent()) {
        unchanged.add(name);
        continue;
      }
      Optional<Problem> problem = Declarations.put(turn, job);
      if (problem.isPresent()) {
        return rejected("job '%s': %s".formatted(name, problem.get().error()));
      }
      (before.isPresent() ? updated : created).add(name);
    }
    List<String> deleted = event.deleteMissing() ? deleteMissing(turn, sent.keySet()) : List.of();
    return new ChronosOutcome.JobsPut(created, updated, unchanged, deleted, event.dryRun());
  }

  private static List<String> deleteMissing(Turn turn, Set<String> kept) {
    List<String> missing =
        turn.jobs().stream().map(JobState::name).filter(name -> !kept.contains(name)).toList();
    for (String name : missing) {
      turn.job(name).ifPresent(job -> Declarations.delete(turn, job));
    }
    return missing;
  }

  private static ChronosOutcome rejected(String error) {
    return new ChronosOutcome.Rejected(List.of(new Problem("/jobs", error)));
  }

  /** Parents before their children, as far as both were sent. */
  private static final class Order {
    private final Map<String, Job> sent;
    private final SequencedSet<String> done = new LinkedHashSet<>();
    private Optional<String> cycle = Optional.empty();

    Order(Map<String, Job> sent) {
      this.sent = sent;
      sent.keySet().forEach(this::visit);
    }

    /** By hand instead of by recursion: a chain may be as long as a list of jobs. */
    private void visit(String first) {
      var path = new ArrayList<String>();
      var onPath = new HashSet<String>();
      path.add(first);
      while (!path.isEmpty() && cycle.isEmpty()) {
        String name = path.getLast();
        onPath.add(name);
        Optional<String> parent =
            sent.get(name).parents().stream()
                .filter(p -> sent.containsKey(p) && !done.contains(p))
                .findFirst();
        if (parent.isEmpty()) {
          done.add(path.removeLast());
          onPath.remove(name);
        } else if (onPath.contains(parent.get())) {
          cycle = Optional.of(described(path, parent.get()));
        } else {
          path.add(parent.get());
        }
      }
    }

    /** Parent before child, and the first of them once more at the end. */
    private static String described(List<String> path, String parent) {
      List<String> names = new ArrayList<>(path.subList(path.indexOf(parent), path.size()));
      names.add(parent);
      return String.join(" -> ", names.reversed());
    }

    SequencedSet<String> names() {
      return done;
    }

    Optional<String> cycle() {
      return cycle;
    }
  }
}
