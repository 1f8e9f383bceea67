package dev.stadion.agent.supervisor;

import dev.stadion.agent.posix.Posix;
import dev.stadion.agent.posix.SpawnRequest;
import dev.stadion.agent.process.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Starts processes, each born into its cgroups. Where a thread can visit those alone, the calling
 * one goes from container to container and back only at the end: going home each time would cost as
 * much as the visit. One thread at a time, and the same from the first start to {@link #leave}.
 */
final class Starter {
  private final Consumer<String> log;
  private final Cgroups.Visits visits = new Cgroups.Visits();
  private List<String> homes = List.of(); // empty while the thread is there

  Starter(Consumer<String> log) {
    this.log = log;
  }

  /**
   * Returns the pid.
   *
   * @throws IOException when it could not be started; then nothing runs
   * @throws IllegalArgumentException when it is described in a way that nobody can obey
   */
  int start(ProcessSpec spec) throws IOException {
    if (!visits.arePossible(spec.cgroups())) {
      leave();
      return Posix.spawn(request(spec, spec.cgroups()));
    }
    if (homes.size() != spec.cgroups().size()) {
      leave(); // it may not be in all the hierarchies that we are abroad in
      homes = Cgroups.homes(spec.cgroups(), memberships());
    }
    Cgroups.visit(spec.cgroups());
    return Posix.spawn(request(spec, List.of()));
  }

  /** Brings the thread home; where that is not possible it is tried again the next time. */
  void leave() {
    try {
      Cgroups.leave(homes);
      homes = List.of();
    } catch (IOException e) {
      log.accept("a thread cannot go home to " + homes + " yet: " + e);
    }
  }

  /** Those of the process, whose first thread visits nobody. */
  private List<String> memberships() {
    try {
      return Files.readAllLines(Path.of("/proc/self/cgroup"));
    } catch (IOException e) {
      log.accept("it is not known where this process lives: " + e);
      return List.of();
    }
  }

  private static SpawnRequest request(ProcessSpec spec, List<String> toEnter) {
    Prelude.Start start = Prelude.of(spec, toEnter);
    return new SpawnRequest(
        start.executable(),
        start.argv(),
        start.environment(),
        spec.directory(),
        spec.stdout(),
        spec.stderr());
  }
}
