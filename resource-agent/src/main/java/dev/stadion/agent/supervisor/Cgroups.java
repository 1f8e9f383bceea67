package dev.stadion.agent.supervisor;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private static final int MYSELF = '0';

  private Cgroups() {}

  /** Where threads can go alone; asked once for all the containers of an agent. One thread. */
  static final class Visits {
    private final Map<String, Boolean> possible = new HashMap<>();

    /** Whether a thread can go into {@code cgroups} alone. */
    boolean arePossible(List<String> cgroups) {
      for (String cgroup : cgroups) {
        String agent = cgroup.substring(0, Math.max(0, cgroup.lastIndexOf('/')));
        if (!possible.computeIfAbsent(agent, any -> new File(any, THREADS).exists())) {
          return false;
        }
      }
      return !cgroups.isEmpty();
    }
  }

  /** Moves the calling thread, which must be a platform thread, into {@code cgroups}. */
  static void visit(List<String> cgroups) throws IOException {
    for (String cgroup : cgroups) {
      enter(cgroup);
    }
  }

  /**
   * Moves the calling thread back to {@code homes}, into every one that it can.
   *
   * @throws IOException when it could not go into one of them
   */
  static void leave(List<String> homes) throws IOException {
    IOException failure = null;
    for (String home : homes) {
      try {
        enter(home);
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Where this process lives in the hierarchies that {@code cgroups} are in. An agent that was
   * started elsewhere than this process has its groups elsewhere, too.
   *
   * @param memberships the lines of {@code /proc/self/cgroup}
   */
  static List<String> homes(List<String> cgroups, List<String> memberships) {
    return cgroups.stream().map(cgroup -> home(cgroup, memberships)).toList();
  }

  private static String home(String cgroup, List<String> memberships) {
    Path agents = Path.of(cgroup).getParent().getParent(); // <home>/<agent>/<container>
    for (String line : memberships) {
      String[] parts = line.split(":", 3);
      Path mount = parts.length == 3 ? mountOf(agents, parts[1]) : null;
      if (mount != null) {
        Path own = mount.resolve(parts[2].substring(1)).normalize();
        // In a container the path may be of the host's view, which is not there.
        return (own.startsWith(mount) && Files.isDirectory(own) ? own : agents).toString();
      }
    }
    return agents.toString();
  }

  /** The directory above {@code group} that is named after a hierarchy's controllers. */
  private static Path mountOf(Path group, String controllers) {
    for (Path above = group; above.getFileName() != null; above = above.getParent()) {
      if (above.getFileName().toString().equals(controllers)) {
        return above;
      }
    }
    return null;
  }

  /** As plain as it gets: this is done for every start and every hierarchy. */
  private static void enter(String cgroup) throws IOException {
    try (var threads = new FileOutputStream(cgroup + "/" + THREADS)) {
      threads.write(MYSELF);
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
