package dev.stadion.master.runtime;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.master.heart.MasterState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a master that does not lead ready to: has the registry read ahead, often enough that little
 * is left to read when its turn comes, and so seldom that waiting costs next to nothing; and
 * rehearses, until it has done so often enough. For the thread of the election.
 */
public final class Standby {
  private static final Logger log = LoggerFactory.getLogger(Standby.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  /** Pauses are this many times as long as the reading before them, within the two bounds. */
  private static final int PAUSE_FACTOR = 20;

  /** The same while there is still to rehearse, which is soon over and worth most early. */
  private static final int REHEARSAL_PAUSE_FACTOR = 1;

  /** By then everything that is done often has been compiled. */
  private static final int REGISTRATIONS_TO_REHEARSE = 10_000;

  private static final int REGISTRATIONS_AT_A_TIME = 1_000;

  private final Runnable readAhead;
  private final Supplier<Optional<MasterState>> preview;
  private final Rehearsal rehearsal;
  private final MonotonicClock clock;
  private int toRehearse = REGISTRATIONS_TO_REHEARSE;
  private long nextNanos;

  /**
   * @param readAhead reads what was written since the last time
   * @param preview reads ahead, and tells what a leader would find; empty while nobody has led yet
   */
  public Standby(
      Runnable readAhead,
      Supplier<Optional<MasterState>> preview,
      Rehearsal rehearsal,
      MonotonicClock clock) {
    this.readAhead = requireNonNull(readAhead, "readAhead");
    this.preview = requireNonNull(preview, "preview");
    this.rehearsal = requireNonNull(rehearsal, "rehearsal");
    this.clock = requireNonNull(clock, "clock");
    this.nextNanos = clock.nanos();
  }

  /**
   * Does something if it is time to.
   *
   * @param ownTurn whether this process is to lead now; asked while something takes long
   * @throws StoreUnavailableException when the database cannot be reached
   */
  public void run(BooleanSupplier ownTurn) {
    long begun = clock.nanos();
    if (begun - nextNanos < 0) {
      return;
    }
    nextNanos = begun + SHORTEST_PAUSE.toNanos();
    int factor = prepare(ownTurn) ? REHEARSAL_PAUSE_FACTOR : PAUSE_FACTOR;
    long ended = clock.nanos();
    nextNanos =
        ended
            + Math.clamp(
                (ended - begun) * factor, SHORTEST_PAUSE.toNanos(), LONGEST_PAUSE.toNanos());
  }

  /** Returns whether it rehearsed. */
  private boolean prepare(BooleanSupplier ownTurn) {
    if (toRehearse <= 0) {
      readAhead.run();
      return false;
    }
    Optional<MasterState> found = preview.get();
    found.ifPresent(state -> rehearse(state, ownTurn));
    return found.isPresent();
  }

  /** A rehearsal that fails spoils nothing: this process can lead without it. */
  private void rehearse(MasterState state, BooleanSupplier ownTurn) {
    try {
      toRehearse -= rehearsal.run(state, REGISTRATIONS_AT_A_TIME, ownTurn);
    } catch (RuntimeException e) {
      log.warn("the rehearsal failed; this master will lead without", e);
      toRehearse = 0;
    }
  }
}
