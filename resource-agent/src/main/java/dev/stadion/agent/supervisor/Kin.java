package dev.stadion.agent.supervisor;

import dev.stadion.agent.posix.Posix;
import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.posix.Signal;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who belongs to a container beside its first process, and how all of them are signalled. The
 * supervisor guards it: nobody is started or reaped meanwhile.
 *
 * @param self the supervisor's own pid
 * @param children those that were started here and not reaped yet, kept by the supervisor
 */
record Kin(int self, Map<Integer, Entry> children) {
  /** Who forks while it is being killed is found in the next round. */
  private static final int LEFTOVER_ROUNDS = 5;

  /**
   * Signals everybody of containers that run.
   *
   * @param leaders by the pid of their first process
   */
  void signal(Map<Integer, Entry> leaders, int signal) {
    if (leaders.keySet().stream().allMatch(children::containsKey)) {
      var roots = new HashSet<>(leaders.keySet());
      roots.addAll(strangers());
      signal(leaders, signal, ProcessTree.below(roots));
    } else {
      signalAnywhere(leaders, signal);
    }
  }

  /** The orphans of an earlier supervisor's children are not ours: they can be anywhere. */
  void signalAnywhere(Map<Integer, Entry> leaders, int signal) {
    signal(leaders, signal, new ProcessTree(ProcStat.all()));
  }

  /**
   * A task is over when its first process is: whoever it left behind goes with it. All of them have
   * become this process's children, or are in the task's cgroups.
   */
  void killLeftovers(Map<Integer, Entry> ended) {
    for (int rounds = 0; rounds < LEFTOVER_ROUNDS && !ended.isEmpty(); rounds++) {
      if (!signal(ended, Signal.KILL, ProcessTree.below(strangers()))) {
        return;
      }
    }
  }

  /** Children that were not started here: the orphans of some task. */
  private Set<Integer> strangers() {
    try {
      var strangers = new HashSet<>(ProcStat.childrenOf(self));
      strangers.removeAll(children.keySet());
      return strangers;
    } catch (IOException e) {
      var strangers = new HashSet<Integer>();
      for (ProcStat process : ProcStat.all()) { // a kernel that does not tell children
        if (process.parent() == self && !children.containsKey(process.pid())) {
          strangers.add(process.pid());
        }
      }
      return strangers;
    }
  }

  /**
   * Parents before their children: whoever saw those end before it was told itself would take that
   * for the end of its work, and might report success.
   *
   * @return whether there was anybody
   */
  private boolean signal(Map<Integer, Entry> leaders, int signal, ProcessTree tree) {
    Map<String, List<Integer>> orphans = ProcessTree.byDirectory(strangers());
    var all = new LinkedHashSet<Integer>();
    leaders.forEach((leader, entry) -> {
      var members =
          new LinkedHashSet<>(
              tree.members(leader, orphans.getOrDefault(entry.directory, List.of())));
      members.addAll(Cgroups.members(entry.cgroups));
      if (entry.status.isEnd()) {
        members.remove(leader); // its pid is free again
      } else {
        members.add(leader);
      }
      all.addAll(members);
    });
    all.remove(self); // a thread of ours may be on a visit in a cgroup
    all.forEach(pid -> Posix.kill(pid, signal));
    return !all.isEmpty();
  }
}
