package dev.stadion.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.process.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a tree of ordinary files: which files are written, and what is read from them. */
class CgroupsTest {
  private static final ContainerId CONTAINER = new ContainerId("c-1");
  private static final long MB = 1 << 20;

  @TempDir Path tree;

  @Test
  void versionTwoHasWeightsAndOneLimitOfMemory() throws Exception {
    Cgroups cgroups = version2(new CgroupSettings(true, false, 100));

    List<String> groups = cgroups.create(CONTAINER, new CgroupLimits(0.5, 64 * MB));

    Path group = tree.resolve("ours/c-1");
    assertThat(groups).containsExactly(group.toString());
    assertThat(group.resolve("memory.max")).hasContent(Long.toString(64 * MB));
    assertThat(group.resolve("memory.low")).doesNotExist();
    assertThat(group.resolve("cpu.weight")).hasContent("20");
    assertThat(group.resolve("cpu.max")).doesNotExist();
    assertThat(group.resolve("pids.max")).hasContent("100");
    assertThat(tree.resolve("ours/cgroup.subtree_control")).content().endsWith("+pids");
    assertThat(cgroups.present()).containsExactly(CONTAINER);
  }

  @Test
  void versionTwoHasACeilingOfCpusAndASoftLimitWhenTheTaskNamesThem() throws Exception {
    Cgroups cgroups = version2(CgroupSettings.DEFAULTS);

    cgroups.create(CONTAINER, new CgroupLimits(0.5, 1.5, 64 * MB, 128 * MB));

    Path group = tree.resolve("ours/c-1");
    assertThat(group.resolve("memory.max")).hasContent(Long.toString(128 * MB));
    assertThat(group.resolve("memory.low")).hasContent(Long.toString(64 * MB));
    assertThat(group.resolve("cpu.max")).hasContent("150000 100000");
  }

  @Test
  void versionTwoTellsOfAnEndByMemory() throws Exception {
    Cgroups cgroups = version2(CgroupSettings.DEFAULTS);
    cgroups.create(CONTAINER, new CgroupLimits(1, 64 * MB));
    Path group = tree.resolve("ours/c-1");
    Files.writeString(group.resolve("memory.peak"), Long.toString(63 * MB) + "\n");
    Files.writeString(group.resolve("memory.events"), "low 0\noom 1\noom_kill 0\n");
    assertThat(cgroups.memoryLimitExceeded(CONTAINER)).isEmpty();

    Files.writeString(group.resolve("memory.events"), "low 0\noom 1\noom_kill 2\n");

    assertThat(cgroups.memoryLimitExceeded(CONTAINER))
        .hasValue("Memory limit exceeded: Requested: 64MB Maximum Used: 63MB");
  }

  @Test
  void versionOneHasAGroupInEachHierarchy() throws Exception {
    var hierarchies = new TreeMap<String, Path>();
    for (String controller : List.of("memory", "cpu", "pids")) {
      hierarchies.put(controller, Files.createDirectory(tree.resolve(controller)));
    }
    Cgroups cgroups =
        Cgroups.in(
            new Hierarchies.Found(hierarchies, Optional.empty()),
            new CgroupSettings(true, true, 100),
            "ours");

    List<String> groups =
        cgroups.create(CONTAINER, new CgroupLimits(2, Double.POSITIVE_INFINITY, 64 * MB, 128 * MB));

    assertThat(groups).hasSize(3);
    assertThat(tree.resolve("memory/ours/c-1/memory.limit_in_bytes"))
        .hasContent(Long.toString(128 * MB));
    assertThat(tree.resolve("memory/ours/c-1/memory.soft_limit_in_bytes"))
        .hasContent(Long.toString(64 * MB));
    assertThat(tree.resolve("cpu/ours/c-1/cpu.shares")).hasContent("2048");
    assertThat(tree.resolve("cpu/ours/c-1/cpu.cfs_quota_us")).hasContent("200000");
  }

  /** What is in use cannot be taken back without killing (mesos-v1.md §9.3). */
  @Test
  void aContainerThatRunsGetsAnotherWeightAndNeverLessMemory() throws Exception {
    Cgroups cgroups = version2(CgroupSettings.DEFAULTS);
    cgroups.resize(CONTAINER, new CgroupLimits(1, 64 * MB)); // not made yet
    assertThat(tree.resolve("ours/c-1")).doesNotExist();
    cgroups.create(CONTAINER, new CgroupLimits(0.5, 64 * MB));
    Path group = tree.resolve("ours/c-1");

    cgroups.resize(CONTAINER, new CgroupLimits(2, 128 * MB));
    assertThat(group.resolve("memory.max")).hasContent(Long.toString(128 * MB));
    assertThat(group.resolve("cpu.weight")).hasContent("79");
    cgroups.resize(CONTAINER, new CgroupLimits(0.5, 64 * MB));

    assertThat(group.resolve("memory.max")).hasContent(Long.toString(128 * MB));
    assertThat(group.resolve("cpu.weight")).hasContent("20");
  }

  @Test
  void withoutAnyHierarchyContainersRunWithoutLimits() throws Exception {
    Cgroups cgroups =
        Cgroups.in(
            new Hierarchies.Found(Map.of(), Optional.empty()), CgroupSettings.DEFAULTS, "ours");

    assertThat(cgroups.create(CONTAINER, new CgroupLimits(1, 64 * MB))).isEmpty();
    assertThat(cgroups.memoryLimitExceeded(CONTAINER)).isEmpty();
  }

  private Cgroups version2(CgroupSettings settings) throws IOException {
    Files.writeString(tree.resolve("cgroup.subtree_control"), "");
    return Cgroups.in(new Hierarchies.Found(Map.of(), Optional.of(tree)), settings, "ours");
  }
}
