package dev.stadion.agent.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.Isolation;
import dev.stadion.agent.process.ProcessSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreludeTest {
  private static final Isolation NOBODY =
      new Isolation(
          Optional.of(new Isolation.Identity(65534, 65534, List.of(65534))), List.of(), List.of());

  @Test
  void aPlainProcessIsStartedAsItIs() {
    Prelude.Start start = start(spec(List.of(), Isolation.NONE, "A=b"));

    assertThat(start.executable()).isEqualTo("/bin/sh");
    assertThat(start.argv()).containsExactly("sh", "-c", "true");
    assertThat(start.environment()).containsExactly("A=b");
  }

  @Test
  void noVariableOfTheTaskIsReadBeforePrivilegesAreDropped() {
    Prelude.Start start =
        start(spec(List.of(), NOBODY, "LD_PRELOAD=/evil.so", "PATH=/evil", "TOKEN=s3cret"));

    assertThat(start.environment())
        .contains("STADION_TASK_LD_PRELOAD=/evil.so", "PATH=/usr/sbin:/usr/bin:/sbin:/bin")
        .noneMatch(variable -> variable.startsWith("LD_PRELOAD="));
    assertThat(start.argv()).containsSubsequence("/usr/bin/setpriv", "/bin/sh", "LD_PRELOAD");
    assertThat(start.argv()).noneMatch(word -> word.contains("s3cret") || word.contains("evil"));
  }

  @Test
  void cgroupsAreEnteredFirstAndLimitsAreSetBeforePrivilegesAreDropped() {
    var isolation =
        new Isolation(
            NOBODY.identity(),
            List.of(new Isolation.Limit("nofile", "64", "128")),
            List.of(new Isolation.Mount("/a", "/b", true)));

    Prelude.Start start = start(spec(List.of("/cgroup/x"), isolation, "A=b"));

    assertThat(start.argv())
        .containsSubsequence(
            "/cgroup/x/cgroup.procs",
            "/usr/bin/unshare",
            "ro",
            "/a",
            "/b",
            "/usr/bin/prlimit",
            "--nofile=64:128",
            "/usr/bin/setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--groups=65534",
            "A",
            "/bin/sh",
            "-c",
            "true");
  }

  @Test
  void aNameThatIsNoNameIsRefusedAndNotShown() {
    assertThatThrownBy(() -> start(spec(List.of(), NOBODY, "$(id)=x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("id");
  }

  private static Prelude.Start start(ProcessSpec spec) {
    return Prelude.of(spec, spec.cgroups());
  }

  private static ProcessSpec spec(
      List<String> cgroups, Isolation isolation, String... environment) {
    return new ProcessSpec(
        new ContainerId("c"),
        "/bin/sh",
        List.of("sh", "-c", "true"),
        List.of(environment),
        "/sandbox",
        "/sandbox/stdout",
        "/sandbox/stderr",
        cgroups,
        isolation);
  }
}
