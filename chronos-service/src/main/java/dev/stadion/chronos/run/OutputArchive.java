package dev.stadion.chronos.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The ends of outputs, kept for when their sandboxes are gone (chronos.md B-46). May be asked from
 * any thread.
 */
public interface OutputArchive {
  /** Which attempt of which run of which job. */
  record Source(String job, long run, Attempt attempt) {}

  void keep(long run, int attempt, Output output, OutputPiece end, Instant now);

  Optional<OutputPiece> find(long run, int attempt, Output output);

  /** Attempts that ended since then and whose agent is known, of which nothing is kept. */
  List<Source> missing(Instant since, int limit);

  /**
   * Forgets what was kept before that moment.
   *
   * @return how many outputs
   */
  int forget(Instant before);
}
