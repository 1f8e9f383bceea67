package dev.stadion.chronos.schedule;

import java.time.Instant;
import java.util.List;

/**
 * What becomes of the ticks up to a moment; every one of them gets exactly one outcome (promises.md
 * P3).
 *
 * @param after the position from then on
 * @param runs the ticks to run, oldest first
 * @param missed ticks that nobody was there for
 * @param skipped ticks that a calendar keeps free
 */
public record Firing(
    Timetable after, List<TickRun> runs, List<TickRange> missed, List<SkippedTicks> skipped) {
  public Firing {
    runs = List.copyOf(runs);
    missed = List.copyOf(missed);
    skipped = List.copyOf(skipped);
  }

  /**
   * A run to be made.
   *
   * @param older ticks that it stands for as well
   */
  public record TickRun(Instant tick, List<TickRange> older) {
    public TickRun {
      older = List.copyOf(older);
    }

    /** How many ticks it stands for. */
    public long count() {
      return 1 + older.stream().mapToLong(TickRange::count).sum();
    }
  }

  /** Ticks that do not fire, and why. */
  public record SkippedTicks(TickRange ticks, String reason) {}
}
