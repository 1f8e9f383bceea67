package dev.stadion.agent.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that starts processes goes into their control groups and comes home again. */
class CgroupVisitsTest {
  @TempDir Path directory;

  @Test
  void homeIsWhereThisProcessLivesAndNotWhereTheAgentHasItsGroups() throws Exception {
    Path memory = Files.createDirectories(directory.resolve("memory/old.scope"));
    Path cpu = Files.createDirectories(directory.resolve("cpu,cpuacct"));
    List<String> cgroups =
        List.of(
            directory + "/memory/new.scope/stadion-1/c", directory + "/cpu,cpuacct/stadion-1/c");

    assertThat(
            Cgroups.homes(
                cgroups, List.of("9:name=systemd:/", "5:memory:/old.scope", "3:cpu,cpuacct:/")))
        .containsExactly(memory.toString(), cpu.toString());
  }

  @Test
  void whereThatCannotBeSeenHomeIsAboveTheAgentsGroups() {
    List<String> cgroups = List.of(directory + "/memory/here/stadion-1/c");

    assertThat(Cgroups.homes(cgroups, List.of())).containsExactly(directory + "/memory/here");
    assertThat(Cgroups.homes(cgroups, List.of("5:memory:/docker/of-the-host")))
        .containsExactly(directory + "/memory/here");
  }

  @Test
  void whoeverCannotGoHomeInOneHierarchyDoesSoInTheOthers() throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));

    assertThatThrownBy(() -> Cgroups.leave(List.of(directory + "/gone", home.toString())))
        .isInstanceOf(IOException.class);

    assertThat(home.resolve("tasks")).hasContent("0");
  }
}
