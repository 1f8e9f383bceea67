package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.RunState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * A run of a graph that is not over, with what its children have heard so far. The counts follow
 * from the ends, so that one more end costs no look at all other parents.
 *
 * @param runOf the run of each job
 * @param ends how runs have ended that have
 * @param heard what each job has heard of its parents
 * @param children of each job that has some
 */
public record OpenDag(
    DagRun dag,
    PMap<String, Long> runOf,
    PMap<String, RunState> ends,
    PMap<String, Heard> heard,
    Map<String, List<String>> children) {

  /** How many parents have ended well, badly, and not at all. */
  record Heard(int well, int badly, int skipped) {
    static final Heard NOTHING = new Heard(0, 0, 0);

    Heard plus(Outcome outcome, int more) {
      return switch (outcome) {
        case WELL -> new Heard(well + more, badly, skipped);
        case BADLY -> new Heard(well, badly + more, skipped);
        case SKIPPED -> new Heard(well, badly, skipped + more);
      };
    }

    int all() {
      return well + badly + skipped;
    }
  }

  /** What a run's end means to its children. */
  enum Outcome {
    WELL,
    BADLY,
    SKIPPED;

    static Outcome of(RunState end, boolean softError) {
      return switch (end) {
        case SUCCEEDED -> WELL;
        case FAILED, LOST, TIMED_OUT, KILLED, UPSTREAM_FAILED -> softError ? WELL : BADLY;
        case SKIPPED, MISSED -> SKIPPED;
        case WAITING, QUEUED, STAGING, RUNNING, RETRY_WAIT ->
            throw new IllegalArgumentException("not an end: " + end);
      };
    }
  }

  /**
   * From what is stored: the graph, and the run of each job with its end, if it has ended. A job
   * without a run had one that is kept no longer: what was begun anew keeps what went well.
   */
  static OpenDag of(DagRun dag, Map<String, Long> runOf, Map<String, RunState> ends) {
    Map<String, List<String>> children = new HashMap<>();
    dag.nodes()
        .forEach((job, node) ->
            node.parents()
                .forEach(
                    parent -> children.computeIfAbsent(parent, p -> new ArrayList<>()).add(job)));
    var open =
        new OpenDag(
            dag, HashTreePMap.from(runOf), HashTreePMap.empty(), HashTreePMap.empty(), children);
    for (Map.Entry<String, RunState> end : ends.entrySet()) {
      open = open.ended(end.getKey(), end.getValue());
    }
    for (String job : dag.nodes().keySet()) {
      open = runOf.containsKey(job) ? open : open.ended(job, RunState.SUCCEEDED);
    }
    return open;
  }

  List<String> childrenOf(String job) {
    return children.getOrDefault(job, List.of());
  }

  Outcome outcome(String job, RunState end) {
    return Outcome.of(end, dag.nodes().get(job).softError());
  }

  /** A job's run has ended; or a user says that it has ended otherwise, and that counts. */
  OpenDag ended(String job, RunState end) {
    RunState before = ends.get(job);
    PMap<String, Heard> told = heard;
    for (String child : childrenOf(job)) {
      Heard now = told.getOrDefault(child, Heard.NOTHING);
      now = before == null ? now : now.plus(outcome(job, before), -1);
      told = told.plus(child, now.plus(outcome(job, end), 1));
    }
    return new OpenDag(dag, runOf, ends.plus(job, end), told, children);
  }

  OpenDag with(DagRun changed) {
    return new OpenDag(changed, runOf, ends, heard, children);
  }

  Heard heardBy(String job) {
    return heard.getOrDefault(job, Heard.NOTHING);
  }

  boolean allEnded() {
    return ends.size() == dag.nodes().size();
  }

  /** How it has ended as a whole: as its leaves have (B-59). */
  DagRun.State verdict() {
    boolean bad =
        dag.nodes().keySet().stream()
            .filter(job -> childrenOf(job).isEmpty())
            .anyMatch(leaf -> outcome(leaf, ends.get(leaf)) == Outcome.BADLY);
    return bad ? DagRun.State.FAILED : DagRun.State.SUCCEEDED;
  }
}
