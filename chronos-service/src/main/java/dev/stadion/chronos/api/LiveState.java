package dev.stadion.chronos.api;

import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.scheduler.ChronosState;
import java.util.Collection;

/** What a job is doing right now: {@code idle}, {@code queued} or {@code 2 running} (§1.4). */
final class LiveState {
  private LiveState() {}

  static String of(ChronosState state, String job) {
    Collection<Run> open = state.openRuns(job);
    long running = open.stream().filter(Run::isLive).count();
    if (running > 0) {
      return running + " running";
    }
    return open.stream().anyMatch(run -> run.state() == RunState.QUEUED) ? "queued" : "idle";
  }
}
