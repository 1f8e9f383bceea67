package dev.stadion.agent.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.posix.Posix;
import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.process.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes under a real supervisor process. */
class SupervisorTest {
  @TempDir Path directory;

  private final Reported reported = new Reported();
  private final List<ContainerId> started = new ArrayList<>();
  private SupervisorLink link;

  @BeforeEach
  void connect() throws InterruptedException {
    link = new SupervisorLink(process(), reported);
    link.start();
    reported.awaitConnection(1);
  }

  @AfterEach
  void endEverything() throws InterruptedException {
    link.kill(started, Signal.KILL);
    for (ContainerId container : started) {
      reported.end(container);
    }
    ProcessHandle supervisor = ProcessHandle.of(supervisorPid()).orElse(null);
    link.leave();
    if (supervisor != null) {
      supervisor.onExit().join();
    }
  }

  @Test
  void tellsTheExitStatusOfEachProcess() throws Exception {
    ContainerId good = launch("exit 0");
    ContainerId bad = launch("exit 42");
    ContainerId killed = launch("kill -SEGV $$");

    assertThat(reported.end(good))
        .isInstanceOfSatisfying(
            ProcessStatus.Exited.class, exited -> assertThat(exited.code()).isZero());
    assertThat(reported.end(bad))
        .isInstanceOfSatisfying(
            ProcessStatus.Exited.class, exited -> assertThat(exited.code()).isEqualTo(42));
    assertThat(reported.end(killed))
        .isInstanceOfSatisfying(
            ProcessStatus.Signaled.class, signaled -> assertThat(signaled.signal()).isEqualTo(11));
  }

  @Test
  void givesAProcessItsOwnSessionItsDirectoryItsFilesAndOnlyItsEnvironment() throws Exception {
    ContainerId container =
        launch(
            "pwd; env | sort; echo oops >&2; cat; ls /proc/self/fd | wc -l;"
                + " umask; cut -d' ' -f 6 /proc/$$/stat; echo $$");

    reported.end(container);

    Path sandbox = sandbox(container);
    assertThat(Files.readString(sandbox.resolve("stderr"))).isEqualTo("oops\n");
    List<String> lines = Files.readAllLines(sandbox.resolve("stdout"));
    assertThat(lines.getFirst()).isEqualTo(sandbox.toString());
    assertThat(lines.subList(1, lines.size() - 4))
        .containsExactlyInAnyOrder(
            "A=b c", "MESOS_DIRECTORY=" + sandbox, "PWD=" + sandbox, "PATH=/usr/bin:/bin");
    // ls itself opens the directory: 0, 1, 2 and that one.
    assertThat(lines.get(lines.size() - 4).strip()).isEqualTo("4");
    assertThat(lines.get(lines.size() - 3)).isEqualTo("0077");
    assertThat(lines.get(lines.size() - 2)).isEqualTo(lines.getLast());
  }

  @Test
  void aRepeatedLaunchIsAnsweredWithTheStatusAndStartsNothing() throws Exception {
    ContainerId container = launch("echo once; exit 3");
    reported.end(container);
    reported.forgetAll();

    link.launch(List.of(spec(container, "echo twice")));

    assertThat(reported.end(container))
        .isInstanceOfSatisfying(
            ProcessStatus.Exited.class, exited -> assertThat(exited.code()).isEqualTo(3));
    assertThat(Files.readString(sandbox(container).resolve("stdout"))).isEqualTo("once\n");
  }

  @Test
  void aProgramThatIsNotThereIsNotStarted() throws Exception {
    ContainerId container = fresh();
    ProcessSpec spec = spec(container, "");
    link.launch(
        List.of(
            new ProcessSpec(
                container,
                "/no/such/program",
                List.of("program"),
                List.of(),
                spec.directory(),
                spec.stdout(),
                spec.stderr(),
                List.of())));

    assertThat(reported.end(container))
        .isInstanceOfSatisfying(
            ProcessStatus.NotStarted.class,
            not -> assertThat(not.why()).contains("/no/such/program", "No such file"));
  }

  @Test
  void aSignalReachesTheWholeTreeEvenThoseWhoLeftTheSession() throws Exception {
    ContainerId container =
        launch(
            "setsid sh -c 'trap \"\" HUP; echo $$ > escaped; while :; do sleep 1; done' &"
                + " sleep 1000 & echo $! > child; (setsid setsid sleep 1001 &) ; echo ready > ready;"
                + " wait");
    awaitFiles(container, "escaped", "child", "ready");
    int escaped = Integer.parseInt(Files.readString(sandbox(container).resolve("escaped")).strip());
    int child = Integer.parseInt(Files.readString(sandbox(container).resolve("child")).strip());

    link.kill(List.of(container), Signal.TERM);

    assertThat(reported.end(container))
        .isInstanceOfSatisfying(
            ProcessStatus.Signaled.class, signaled -> assertThat(signaled.signal()).isEqualTo(15));
    awaitGone(escaped);
    awaitGone(child);
    awaitNobodyIn(sandbox(container));
  }

  @Test
  void whoeverATaskLeavesBehindGoesWithIt() throws Exception {
    ContainerId container =
        launch("sleep 1000 & setsid sleep 1001 & (setsid sleep 1002 &); exit 0");

    reported.end(container);

    awaitNobodyIn(sandbox(container));
  }

  @Test
  void anAgentThatComesBackLearnsWhatHappenedMeanwhile() throws Exception {
    ContainerId ended = launch("while [ ! -e go ]; do sleep 0.02; done; exit 7");
    ContainerId lives = launch("sleep 1000");
    int pid = reported.running(lives).pid();
    link.close();
    reported.forgetAll();
    Files.createFile(sandbox(ended).resolve("go"));
    awaitNobodyIn(sandbox(ended));

    link = new SupervisorLink(process(), reported);
    link.start();

    assertThat(reported.end(ended))
        .isInstanceOfSatisfying(
            ProcessStatus.Exited.class, exited -> assertThat(exited.code()).isEqualTo(7));
    assertThat(reported.running(lives).pid()).isEqualTo(pid);
  }

  @Test
  void aKilledSupervisorIsReplacedAndItsTasksAreFoundAgain() throws Exception {
    ContainerId lives = launch("sleep 1000");
    ContainerId endsLater = launch("while [ ! -e go ]; do sleep 0.02; done; exit 7");
    ContainerId ended = launch("exit 5");
    ProcessStatus.Running before = reported.running(lives);
    reported.running(endsLater);
    reported.end(ended);
    reported.forgetAll();

    assertThat(Posix.kill(supervisorPid(), Signal.KILL)).isTrue();
    reported.awaitConnection(2);

    assertThat(reported.running(lives)).isEqualTo(before);
    assertThat(reported.end(ended))
        .isInstanceOfSatisfying(
            ProcessStatus.Exited.class, exited -> assertThat(exited.code()).isEqualTo(5));
    Files.createFile(sandbox(endsLater).resolve("go"));
    assertThat(reported.end(endsLater)).isInstanceOf(ProcessStatus.Vanished.class);
    link.kill(List.of(lives), Signal.TERM);
    assertThat(reported.end(lives)).isInstanceOf(ProcessStatus.Vanished.class);
  }

  @Test
  void aHundredProcessesAreStartedAndReaped() throws Exception {
    List<ContainerId> many = IntStream.range(0, 100).mapToObj(i -> fresh()).toList();
    link.launch(many.stream().map(id -> spec(id, "exit 1")).toList());
    for (ContainerId container : many) {
      reported.end(container);
    }
    link.forget(many);
  }

  private SupervisorProcess process() {
    return new SupervisorProcess(directory.resolve("supervisor"), Duration.ofSeconds(30));
  }

  private int supervisorPid() {
    try {
      return Integer.parseInt(
          Files.readString(directory.resolve("supervisor/supervisor.pid")).strip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ContainerId fresh() {
    var container = new ContainerId("c" + started.size());
    started.add(container);
    return container;
  }

  private ContainerId launch(String command) {
    ContainerId container = fresh();
    link.launch(List.of(spec(container, command)));
    return container;
  }

  private Path sandbox(ContainerId container) {
    return directory.resolve(container.value());
  }

  private ProcessSpec spec(ContainerId container, String command) {
    try {
      Path sandbox = Files.createDirectories(sandbox(container));
      for (String file : List.of("stdout", "stderr")) {
        if (!Files.exists(sandbox.resolve(file))) {
          Files.createFile(sandbox.resolve(file));
        }
      }
      return new ProcessSpec(
          container,
          "/bin/sh",
          List.of("sh", "-c", command),
          List.of("A=b c", "MESOS_DIRECTORY=" + sandbox, "PATH=/usr/bin:/bin"),
          sandbox.toString(),
          sandbox.resolve("stdout").toString(),
          sandbox.resolve("stderr").toString(),
          List.of());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitFiles(ContainerId container, String... names) throws InterruptedException {
    for (String name : names) {
      Waiting.until(
          name,
          () -> {
            Path file = sandbox(container).resolve(name);
            return Files.exists(file) && Files.size(file) > 0;
          });
    }
  }

  private static void awaitGone(int pid) throws InterruptedException {
    Waiting.until(pid + " is gone", () -> ProcStat.ofLive(pid).isEmpty());
  }

  private static void awaitNobodyIn(Path sandbox) throws InterruptedException {
    Waiting.until(
        "nobody runs in " + sandbox,
        () ->
            ProcStat.all().stream()
                .noneMatch(process ->
                    ProcStat.environmentOf(process.pid()).contains("MESOS_DIRECTORY=" + sandbox)));
  }
}
