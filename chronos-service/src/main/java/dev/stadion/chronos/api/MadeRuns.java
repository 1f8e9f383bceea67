package dev.stadion.chronos.api;

import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunCatalog.RunRecord;
import java.util.List;
import java.util.Optional;

/** Runs that were just made, as they are shown before anything was launched for them. */
final class MadeRuns {
  private MadeRuns() {}

  static RunRecord of(SchedulerPort scheduler, Run run) {
    Optional<Integer> version =
        scheduler
            .snapshot()
            .job(run.job())
            .filter(job -> job.incarnation() == run.incarnation())
            .map(job -> job.life().version());
    return new RunRecord(run, List.of(), version);
  }
}
