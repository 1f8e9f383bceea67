package dev.stadion.chronos.run;

import static java.util.Objects.requireNonNull;

import dev.stadion.chronos.job.DagRole.TriggerRule;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One run of a whole graph: of its root and of all that depend on it, as the graph was when it
 * began (chronos.md §12.12). Later edits do not change it.
 *
 * @param generation how often it was begun, from 1
 * @param failFast whether the first failure ends everything (B-63)
 * @param nodes by the job's name, the root included
 */
public record DagRun(
    long id,
    String root,
    Instant scheduledAt,
    Trigger trigger,
    State state,
    int generation,
    Instant createdAt,
    Optional<Instant> finishedAt,
    boolean failFast,
    SortedMap<String, Node> nodes) {
  public DagRun {
    requireNonNull(root, "root");
    requireNonNull(scheduledAt, "scheduledAt");
    requireNonNull(trigger, "trigger");
    requireNonNull(state, "state");
    requireNonNull(createdAt, "createdAt");
    requireNonNull(finishedAt, "finishedAt");
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
  }

  public enum State {
    /** As many of the root's graphs run as may at once (B-62). */
    QUEUED,
    RUNNING,
    /** All leaves have ended well (B-59). */
    SUCCEEDED,
    FAILED;

    public boolean isOver() {
      return switch (this) {
        case QUEUED, RUNNING -> false;
        case SUCCEEDED, FAILED -> true;
      };
    }
  }

  /**
   * A job's part in it.
   *
   * @param parents sorted; none for the root
   * @param softError a failure counts as a success
   * @param onPast waits for the job's run in the graph's run before (B-62)
   */
  public record Node(
      SortedSet<String> parents, TriggerRule rule, boolean softError, boolean onPast) {
    public Node {
      parents = Collections.unmodifiableSortedSet(new TreeSet<>(parents));
    }
  }

  public DagRun with(State next, Optional<Instant> finished) {
    return new DagRun(
        id, root, scheduledAt, trigger, next, generation, createdAt, finished, failFast, nodes);
  }

  /**
   * The same once more.
   *
   * @param how whether it goes on at once
   */
  public DagRun begunAnew(State how) {
    return new DagRun(
        id,
        root,
        scheduledAt,
        trigger,
        how,
        generation + 1,
        createdAt,
        Optional.empty(),
        failFast,
        nodes);
  }
}
