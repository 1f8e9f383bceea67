package dev.stadion.agent.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * How a process gets into its cgroups before its program starts, and who else is in there.
 *
 * <p>Version 1 lets one thread change its groups by itself, and what it starts is born where it is:
 * that costs a few writes. Version 2 moves only whole processes, so there the {@link Prelude} goes
 * in first.
 */
final class Cgroups {
  static final String PROCS = "cgroup.procs";

  /** Of version 1 only: the threads in a group. */
  private static final String THREADS = "tasks";

  /** What a thread writes to go in itself. */
  private static final String MYSELF = "0";

  private Cgroups() {}

  /** Whether a thread can go into {@code cgroups} alone. */
  static boolean canVisit(List<String> cgroups) {
    return !cgroups.isEmpty()
        && cgroups.stream().allMatch(cgroup -> Files.exists(Path.of(cgroup, THREADS)));
  }

  /** Moves the calling thread, which must be a platform thread, into {@code cgroups}. */
  static void visit(List<String> cgroups) throws IOException {
    for (String cgroup : cgroups) {
      Files.writeString(Path.of(cgroup, THREADS), MYSELF, StandardOpenOption.WRITE);
    }
  }

  /** Moves the calling thread back to where its agent's groups are. */
  static void leave(List<String> cgroups) throws IOException {
    for (String cgroup : cgroups) {
      Path home = Path.of(cgroup).getParent().getParent(); // <home>/<agent>/<container>
      Files.writeString(home.resolve(THREADS), MYSELF, StandardOpenOption.WRITE);
    }
  }

  /** Everybody in {@code cgroups}; whoever cannot be read is left out. */
  static List<Integer> members(List<String> cgroups) {
    var members = new ArrayList<Integer>();
    cgroups.forEach(cgroup -> members.addAll(membersOf(cgroup)));
    return members;
  }

  private static List<Integer> membersOf(String cgroup) {
    try {
      return Files.readAllLines(Path.of(cgroup, PROCS)).stream()
          .map(line -> Integer.valueOf(line.strip()))
          .toList();
    } catch (IOException e) {
      return List.of(); // the cgroup is gone, and with it its members
    }
  }
}
