package dev.stadion.agent.supervisor;

import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.process.ProcessStatus;
import java.time.Instant;

/**
 * What became of the processes of an earlier supervisor (promises.md P11): one is recognised by its
 * pid and its start in this boot of the machine, and one that was being started by the directory in
 * its environment.
 *
 * @param rebooted whether they are of an earlier boot
 */
record Recovery(boolean rebooted, ProcessTree tree, Instant now) {

  ProcessStatus nowOf(SupervisorJournal.Remembered remembered) {
    ProcessStatus status = remembered.status().orElse(null);
    if (status != null && status.isEnd()) {
      return status;
    }
    if (rebooted) {
      return vanished("the machine was restarted");
    }
    if (status instanceof ProcessStatus.Running running) {
      return isAlive(running)
          ? running
          : vanished("it ended while its supervisor was not there to see how");
    }
    ProcStat leader = tree.leaderIn(remembered.directory());
    return leader != null
        ? new ProcessStatus.Running(leader.pid(), leader.startTicks())
        : vanished("its supervisor was killed during the start; it ended or never started");
  }

  private ProcessStatus vanished(String why) {
    return new ProcessStatus.Vanished(why, now);
  }

  /** Whether that very process lives, and not somebody who got its pid later. */
  static boolean isAlive(ProcessStatus.Running running) {
    return ProcStat.ofLive(running.pid())
        .filter(stat -> stat.startTicks() == running.startTicks())
        .isPresent();
  }
}
