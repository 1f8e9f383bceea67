package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.DagPlace;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.scheduler.ChronosOutcome.Conflict;
import dev.stadion.chronos.scheduler.ChronosOutcome.Done;
import dev.stadion.chronos.scheduler.ChronosOutcome.NotAsExpected;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What users want of runs of graphs, and what graphs may look like (chronos.md B-57, B-60, B-61).
 */
final class DagCommands {
  private DagCommands() {}

  /** Ends all that runs and all that waits. */
  static ChronosOutcome kill(Turn turn, long id) {
    OpenDag open = turn.commons().dags().get(id);
    if (open == null) {
      return new Conflict("the run of the graph is over");
    }
    for (long member : new TreeSet<>(open.runOf().values())) {
      Run run = turn.run(member);
      if (run != null && run.isLive()) {
        Reports.kill(turn, run, KillCause.REQUESTED);
      } else if (run != null) {
        turn.save(run.draft().ended(RunState.KILLED, "killed", turn.now).done());
      }
    }
    return new Done();
  }

  /**
   * Begins a run of a graph anew, in whole or in part.
   *
   * @param command with the run as it was read: one that is over is not known here
   */
  static ChronosOutcome rerun(Turn turn, ChronosEvent.RerunDag command) {
    Commons.StoredDag stored = command.stored();
    DagRun dag = stored.dag();
    if (turn.commons().dags().containsKey(dag.id())) {
      return new Conflict("the run of the graph is not over");
    }
    if (!dag.state().isOver() || !turn.isUpToDate(command.asOf())) {
      return new NotAsExpected("the run of the graph is not any more what it was when it was read");
    }
    Function<String, Collection<String>> children = OpenDag.of(dag, Map.of(), Map.of())::childrenOf;
    SortedSet<String> again = withDescendants(chosen(command), children);
    if (again.isEmpty()) {
      return new Conflict("nothing of it has failed");
    }
    for (String job : again) {
      if (turn.job(job).isEmpty()) {
        return new Conflict("job '" + job + "' is gone");
      }
    }
    if (!dag.nodes().keySet().stream()
        .allMatch(job -> again.contains(job) || stored.ends().containsKey(job))) {
      return new Conflict("its runs are kept no longer");
    }
    turn.amend();
    DagRun anew = dag.begunAnew(Dags.firstState(turn, dag.root()));
    var place = new DagPlace(dag.id(), anew.generation());
    Map<String, Long> runOf = new HashMap<>(stored.runOf());
    Map<String, RunState> ends = new TreeMap<>(stored.ends());
    for (String job : again) {
      JobState state = turn.job(job).orElseThrow();
      Run run = Runs.waiting(turn, state, Trigger.RERUN, command.like(), place);
      runOf.put(job, run.id());
      ends.remove(job);
    }
    OpenDag open = OpenDag.of(anew, runOf, ends);
    Dags.save(turn, open);
    again.forEach(job -> Dags.consider(turn, dag.id(), job));
    return new Done();
  }

  private static Set<String> chosen(ChronosEvent.RerunDag command) {
    Commons.StoredDag stored = command.stored();
    return switch (command.from()) {
      case ChronosEvent.RerunFrom.All _ -> Set.of(stored.dag().root());
      case ChronosEvent.RerunFrom.Job(var job) -> Set.of(job);
      case ChronosEvent.RerunFrom.Failed _ -> {
        var failed = new TreeSet<>(stored.dag().nodes().keySet());
        failed.removeIf(job -> stored.ends().get(job) == RunState.SUCCEEDED);
        yield stored.dag().state() == DagRun.State.SUCCEEDED ? Set.of() : failed;
      }
    };
  }

  private static SortedSet<String> withDescendants(
      Set<String> jobs, Function<String, Collection<String>> children) {
    SortedSet<String> all = new TreeSet<>();
    var open = new ArrayDeque<>(jobs);
    while (!open.isEmpty()) {
      String job = open.remove();
      if (all.add(job)) {
        open.addAll(children.apply(job));
      }
    }
    return all;
  }

  // ---- what a graph may look like ------------------------------------------------------------

  /** What is wrong with a job's part in its graph (B-57). */
  static Optional<Problem> problemWith(Job job, Turn turn) {
    SortedSet<String> roots = new TreeSet<>();
    for (String ancestor : withDescendants(job.parents(), name -> parents(turn, name))) {
      if (parents(turn, ancestor).isEmpty()) {
        roots.add(ancestor);
      }
    }
    boolean wanted = job.options().dag().inRunMode();
    if (wanted && job.parents().isEmpty()) {
      return problem("/dependencyMode", "the dependencyMode run is for jobs with parents");
    }
    if (wanted && roots.size() > 1) {
      return problem("/dependencyMode", "job has several roots: " + String.join(", ", roots));
    }
    for (String other : withDescendants(roots, turn::childrenOf)) {
      boolean isChild = !other.equals(job.name()) && !parents(turn, other).isEmpty();
      if (isChild && turn.job(other).orElseThrow().job().options().dag().inRunMode() != wanted) {
        return problem(
            "/dependencyMode",
            "all jobs below %s must have the same dependencyMode, and %s has another"
                .formatted(String.join(", ", roots), other));
      }
    }
    return Optional.empty();
  }

  private static Collection<String> parents(Turn turn, String job) {
    return turn.job(job).map(state -> state.job().parents()).orElse(Set.of());
  }

  private static Optional<Problem> problem(String path, String error) {
    return Optional.of(new Problem(path, error));
  }
}
