package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Tally;
import java.util.List;
import java.util.Optional;

/** Every effective change of a declaration makes a version (chronos.md B-67). */
final class Versions {
  private Versions() {}

  /** The job with its version; what it takes the place of is kept if it said otherwise. */
  static JobState counted(Turn turn, JobState declared) {
    Optional<JobState> before =
        turn.job(declared.name()).filter(old -> old.incarnation() == declared.incarnation());
    if (before.isEmpty()) {
      return declared;
    }
    JobState old = before.get();
    int version = old.life().version();
    if (said(old.job()).equals(said(declared.job()))) {
      return declared.with(declared.life().inVersion(version));
    }
    turn.remember(
        List.of("version", old.name(), version), new ChronosChange.VersionReplaced(old, turn.now));
    return declared.with(declared.life().inVersion(version + 1));
  }

  /** What its owner says: neither what was counted nor whether it is held back for a while. */
  private static Job said(Job job) {
    return job.with(Tally.NONE).with(job.options().withPaused(Optional.empty(), Optional.empty()));
  }
}
