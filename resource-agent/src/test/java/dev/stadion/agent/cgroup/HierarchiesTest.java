package dev.stadion.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HierarchiesTest {

  @Test
  void findsEachControllerOfVersionOneWhereItIsMounted() {
    Hierarchies.Found found =
        Hierarchies.parse(
            List.of(
                "cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0",
                "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0",
                "cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0",
                "proc /proc proc rw 0 0"),
            List.of("4:memory:/", "1:cpu,cpuacct:/", "0::/"));

    assertThat(found.version1())
        .containsEntry("memory", Path.of("/sys/fs/cgroup/memory"))
        .containsEntry("cpu", Path.of("/sys/fs/cgroup/cpu,cpuacct"))
        .hasSize(2);
    assertThat(found.version2()).hasValue(Path.of("/sys/fs/cgroup/unified"));
  }

  @Test
  void aGroupThatIsOnlyInTheHostsViewIsNotUsed() {
    Hierarchies.Found found =
        Hierarchies.parse(
            List.of("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0"),
            List.of("0::/kubepods/of/the/host/that/is/not/here"));

    assertThat(found.version2()).hasValue(Path.of("/sys/fs/cgroup"));
  }
}
