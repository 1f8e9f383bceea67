package dev.stadion.chronos.run;

import java.util.Map;
import java.util.Optional;

/** Finds backfills, past and present. May be asked from any thread. */
public interface BackfillCatalog {
  Optional<Backfill> find(long id);

  /** How many of its runs are in each state. */
  Map<RunState, Long> counts(Backfill backfill);
}
