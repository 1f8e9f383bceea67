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

  /** A place in the order of all attempts: by run, then by number. */
  record Place(long run, int number) {
    /** After all attempts of runs up to this one. */
    public static Place after(long run) {
      return new Place(run, Integer.MAX_VALUE);
    }

    public static Place of(Source source) {
      return new Place(source.run(), source.attempt().number());
    }
  }

  void keep(long run, int attempt, Output output, OutputPiece end, Instant now);

  Optional<OutputPiece> find(long run, int attempt, Output output);

  /**
   * Attempts that were looked at.
   *
   * @param missing those that are over and whose agent is known, and of which nothing is kept
   * @param last the last that was looked at; empty when there was none
   */
  record Look(List<Source> missing, Optional<Place> last) {
    public Look {
      missing = List.copyOf(missing);
    }
  }

  /**
   * Looks at the next attempts after a place, in order.
   *
   * @param most how many are looked at
   */
  Look look(Place after, int most);

  /**
   * Forgets what was kept before that moment.
   *
   * @return how many outputs
   */
  int forget(Instant before);
}
