package dev.stadion.agent.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.posix.ProcStat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {
  /** A shell that waits for its children would otherwise see them end and exit in good order. */
  @Test
  void whoIsSignalledFirstIsTheLeaderAndParentsComeBeforeTheirChildren() {
    int leader = 900;
    var tree =
        new ProcessTree(
            List.of(
                process(17, 300, leader),
                process(300, leader, leader),
                process(40, 17, 40),
                process(950, 1, leader),
                process(leader, 1, leader)));

    assertThat(tree.members(leader, List.of(60))).containsExactly(leader, 300, 17, 40, 950, 60);
  }

  private static ProcStat process(int pid, int parent, int session) {
    return new ProcStat(pid, 'S', parent, session, session, 0);
  }
}
