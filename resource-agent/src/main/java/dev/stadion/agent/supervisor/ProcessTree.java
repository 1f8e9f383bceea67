package dev.stadion.agent.supervisor;

import dev.stadion.agent.posix.ProcStat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who belongs to whom at one moment: taken once and used for a whole batch of containers. Knows
 * sessions, parents, and by their environment those who left both.
 */
final class ProcessTree {
  private final List<ProcStat> all;
  private final Map<Integer, List<ProcStat>> bySession = new HashMap<>();
  private final Map<Integer, List<ProcStat>> byParent = new HashMap<>();

  ProcessTree(List<ProcStat> all) {
    this.all = List.copyOf(all);
    for (ProcStat process : all) {
      bySession.computeIfAbsent(process.session(), k -> new ArrayList<>()).add(process);
      byParent.computeIfAbsent(process.parent(), k -> new ArrayList<>()).add(process);
    }
  }

  /**
   * The session led by {@code leader}, its descendants, and the descendants' sessions.
   *
   * @param strangers children of the supervisor that it did not start itself: orphans of some task
   * @param directory of the container, by which an orphan is known
   */
  Set<Integer> members(int leader, Set<ProcStat> strangers, String directory) {
    var members = new HashSet<Integer>();
    var queue = new ArrayDeque<Integer>();
    queue.add(leader);
    bySession.getOrDefault(leader, List.of()).forEach(process -> queue.add(process.pid()));
    strangers.stream()
        .filter(orphan -> isOf(orphan.pid(), directory))
        .forEach(orphan -> queue.add(orphan.pid()));
    while (!queue.isEmpty()) {
      int pid = queue.remove();
      if (members.add(pid)) {
        byParent.getOrDefault(pid, List.of()).forEach(child -> queue.add(child.pid()));
      }
    }
    return members;
  }

  /** Children of {@code parent} that are not among {@code known}. */
  Set<ProcStat> childrenExcept(int parent, Set<Integer> known) {
    var others = new HashSet<>(byParent.getOrDefault(parent, List.of()));
    others.removeIf(process -> known.contains(process.pid()));
    return others;
  }

  /** The session leader that was started in {@code directory}, or null. */
  ProcStat leaderIn(String directory) {
    for (ProcStat process : all) {
      if (process.pid() == process.session() && isOf(process.pid(), directory)) {
        return process;
      }
    }
    return null;
  }

  private static boolean isOf(int pid, String directory) {
    return ProcStat.environmentOf(pid).contains(MARK + directory);
  }

  private static final String MARK = "MESOS_DIRECTORY=";
}
