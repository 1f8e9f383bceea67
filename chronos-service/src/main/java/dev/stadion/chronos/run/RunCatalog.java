package dev.stadion.chronos.run;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds runs, past and present (chronos.md B-44). May be asked from any thread. */
public interface RunCatalog {
  /**
   * A run and everything that was launched for it, in order.
   *
   * @param jobVersion what its job said when it was made; unknown of a job that is gone
   */
  record RunRecord(Run run, List<Attempt> attempts, Optional<Integer> jobVersion) {
    public RunRecord {
      attempts = List.copyOf(attempts);
    }

    public RunRecord(Run run, List<Attempt> attempts) {
      this(run, attempts, Optional.empty());
    }
  }

  /** Where a page of the list ends: the next one begins after this run. */
  record Mark(Instant scheduledAt, long run) {
    public static Mark of(Run run) {
      return new Mark(run.scheduledAt(), run.id());
    }
  }

  /**
   * Which runs; an empty set means all.
   *
   * @param from the earliest tick
   * @param to the first tick that is too late
   * @param dagRun the run of a graph they belong to
   * @param key what made a repeated request one
   * @param after where the page before ended
   */
  record Query(
      Optional<String> job,
      Set<RunState> states,
      Set<Trigger> triggers,
      Optional<Instant> from,
      Optional<Instant> to,
      Optional<Long> dagRun,
      Optional<String> key,
      Optional<Mark> after,
      int limit) {
    public Query {
      requireNonNull(job, "job");
      requireNonNull(dagRun, "dagRun");
      requireNonNull(key, "key");
      states = states.isEmpty() ? Set.of() : EnumSet.copyOf(states);
      triggers = triggers.isEmpty() ? Set.of() : EnumSet.copyOf(triggers);
    }

    /** The newest runs of a job. */
    public static Query of(String job, int limit) {
      return new Query(
          Optional.of(job),
          Set.of(),
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          limit);
    }

    /** The page after this one. */
    public Query after(Mark mark) {
      return new Query(job, states, triggers, from, to, dagRun, key, Optional.of(mark), limit);
    }

    /** The same with another bound. */
    public Query withLimit(int most) {
      return new Query(job, states, triggers, from, to, dagRun, key, after, most);
    }
  }

  /** The newest tick first. */
  List<RunRecord> find(Query query);

  Optional<RunRecord> find(long run);
}
