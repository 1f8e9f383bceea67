package dev.stadion.agent.supervisor;

import dev.stadion.agent.posix.ProcStat;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who belongs to whom at one moment: taken once and used for a whole batch of containers. Knows
 * sessions, parents, and by their environment those who left both.
 */
final class ProcessTree {
  /** The variable by which a process is known to belong to the container of a directory. */
  static final String MARK = "MESOS_DIRECTORY=";

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
   * Who descends from {@code roots}, themselves included, and nobody else: what this costs depends
   * on how many these are, not on how many run on the machine.
   */
  static ProcessTree below(Collection<Integer> roots) {
    try {
      var found = new LinkedHashMap<Integer, ProcStat>();
      var queue = new ArrayDeque<Integer>(roots);
      while (!queue.isEmpty()) {
        int pid = queue.remove();
        if (!found.containsKey(pid)) {
          ProcStat.ofLive(pid).ifPresent(process -> found.put(pid, process));
          queue.addAll(ProcStat.childrenOf(pid));
        }
      }
      return new ProcessTree(List.copyOf(found.values()));
    } catch (IOException e) {
      return new ProcessTree(ProcStat.all()); // a kernel that does not tell children
    }
  }

  /**
   * The session led by {@code leader}, its descendants, and the descendants' sessions.
   *
   * @param orphans of this container's: their parents are gone
   * @return the leader first, and children after their parents
   */
  Set<Integer> members(int leader, List<Integer> orphans) {
    var members = new LinkedHashSet<Integer>();
    descend(leader, members);
    bySession.getOrDefault(leader, List.of()).forEach(process -> descend(process.pid(), members));
    orphans.forEach(orphan -> descend(orphan, members));
    return members;
  }

  private void descend(int root, Set<Integer> members) {
    var queue = new ArrayDeque<Integer>();
    queue.add(root);
    while (!queue.isEmpty()) {
      int pid = queue.remove();
      if (members.add(pid)) {
        byParent.getOrDefault(pid, List.of()).forEach(child -> queue.add(child.pid()));
      }
    }
  }

  /** Those of {@code pids} that are alive, by the directory of the container they belong to. */
  static Map<String, List<Integer>> byDirectory(Collection<Integer> pids) {
    var found = new HashMap<String, List<Integer>>();
    for (int pid : pids) {
      for (String variable : ProcStat.environmentOf(pid)) {
        if (variable.startsWith(MARK)) {
          found.computeIfAbsent(variable.substring(MARK.length()), k -> new ArrayList<>()).add(pid);
        }
      }
    }
    return found;
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
}
