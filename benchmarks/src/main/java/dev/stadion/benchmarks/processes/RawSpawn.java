package dev.stadion.benchmarks.processes;

import dev.stadion.agent.posix.Posix;
import dev.stadion.agent.posix.PosixException;
import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.posix.SpawnRequest;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.util.ArrayList;
import java.util.List;

/** The raw limit: a loop that starts the same command, and does nothing else. */
final class RawSpawn {
  static final String PATH = "/usr/bin:/bin";

  private RawSpawn() {}

  /** Starts {@code count} processes one after another, and ends them again. */
  static double perSecond(int count, String command, MonotonicClock ticker) throws PosixException {
    var request =
        new SpawnRequest(
            "/bin/sh",
            List.of("sh", "-c", command),
            List.of("PATH=" + PATH),
            "/",
            "/dev/null",
            "/dev/null");
    var pids = new ArrayList<Integer>(count);
    try {
      long begin = ticker.nanos();
      for (int i = 0; i < count; i++) {
        pids.add(Posix.spawn(request));
      }
      return count / ((ticker.nanos() - begin) / 1e9);
    } finally {
      pids.forEach(pid -> Posix.kill(-pid, Signal.KILL));
      for (int pid : pids) {
        while (Posix.reap(pid).isEmpty()) {
          Thread.onSpinWait();
        }
      }
    }
  }
}
