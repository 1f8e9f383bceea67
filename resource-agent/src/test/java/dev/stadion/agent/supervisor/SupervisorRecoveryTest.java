package dev.stadion.agent.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.Isolation;
import dev.stadion.agent.process.ProcessReport;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.process.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which processes a new supervisor takes for those of an earlier one (promises.md P11). The one
 * process that certainly lives here is that of the test.
 */
class SupervisorRecoveryTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ContainerId CONTAINER = new ContainerId("c");
  private static final int SELF = (int) ProcessHandle.current().pid();
  private static final long STARTED = ProcStat.of(SELF).orElseThrow().startTicks();

  @TempDir Path directory;

  private final List<String> said = new ArrayList<>();

  @Test
  void aProcessIsRecognisedByItsPidAndItsStart() throws Exception {
    remember("boot-1", new ProcessStatus.Running(SELF, STARTED));

    assertThat(found("boot-1")).isEqualTo(new ProcessStatus.Running(SELF, STARTED));
  }

  @Test
  void whoeverGotItsPidLaterIsAStrangerAndIsNotSignalled() throws Exception {
    remember("boot-1", new ProcessStatus.Running(SELF, STARTED - 1));

    try (SupervisorJournal journal = open("boot-1")) {
      Supervisor supervisor = recovered(journal);

      assertThat(only(supervisor).status())
          .isInstanceOfSatisfying(
              ProcessStatus.Vanished.class,
              gone -> assertThat(gone.why()).contains("its supervisor was not there"));
      supervisor.handle(new Request.Kill(List.of(CONTAINER), Signal.KILL));
      assertThat(supervisor.hasAdopted()).isFalse();
    }
  }

  @Test
  void afterARestartOfTheMachineNothingIsTakenBackWhateverItsPidAndStart() throws Exception {
    remember("boot-1", new ProcessStatus.Running(SELF, STARTED));

    assertThat(found("boot-2"))
        .isEqualTo(new ProcessStatus.Vanished("the machine was restarted", NOW));
    assertThat(found("boot-2"))
        .isEqualTo(new ProcessStatus.Vanished("the machine was restarted", NOW));
  }

  @Test
  void theJournalIsCutOnceAtAStartAndNotBeforeTheRecoveryIsRemembered() throws Exception {
    remember("boot-1", new ProcessStatus.Running(SELF, STARTED));
    Object before = Files.getAttribute(file(), "unix:ino");

    try (SupervisorJournal journal = open("boot-1")) {
      assertThat(Files.getAttribute(file(), "unix:ino")).isEqualTo(before);
      recovered(journal);
      assertThat(Files.getAttribute(file(), "unix:ino")).isNotEqualTo(before);
    }
  }

  @Test
  void aJournalThatCannotBeCutIsUsedAsItIsAndThatIsSaidOnce() throws Exception {
    remember("boot-1", new ProcessStatus.Running(SELF, STARTED));
    Files.createDirectories(directory.resolve("journal.new/in the way"));

    try (SupervisorJournal journal = open("boot-2")) {
      Supervisor supervisor = recovered(journal);
      journal.recovered();

      assertThat(only(supervisor).status())
          .isEqualTo(new ProcessStatus.Vanished("the machine was restarted", NOW));
      assertThat(said).singleElement().asString().contains("cannot be compacted");
      journal.launching(List.of(spec("fresh")));
      journal.statuses(List.of(report("fresh", new ProcessStatus.Running(SELF, STARTED))));
    }
    // What was started in this boot is of this boot also to the next supervisor.
    try (SupervisorJournal journal = open("boot-2")) {
      assertThat(recovered(journal).attach(reports -> {}))
          .containsExactlyInAnyOrder(
              report("c", new ProcessStatus.Vanished("the machine was restarted", NOW)),
              report("fresh", new ProcessStatus.Running(SELF, STARTED)));
    }
  }

  @Test
  void whatCannotBeRememberedIsNotStartedAndTheReasonIsTold() throws Exception {
    SupervisorJournal journal = open("boot-1");
    Supervisor supervisor = recovered(journal);
    journal.close(); // as good as a disk that is full

    supervisor.handle(new Request.Launch(List.of(spec("c"))));

    assertThat(only(supervisor).status())
        .isInstanceOfSatisfying(
            ProcessStatus.NotStarted.class,
            not -> assertThat(not.why()).startsWith("its start cannot be remembered"));
  }

  /** Opening cuts what is torn; that alone must not make old processes those of this boot. */
  @Test
  void aSupervisorThatIsKilledWhileItRecoversLeavesTheRestartToBeSeenByTheNext() throws Exception {
    remember("boot-1", new ProcessStatus.Running(SELF, STARTED));
    open("boot-2").close();

    assertThat(found("boot-2"))
        .isEqualTo(new ProcessStatus.Vanished("the machine was restarted", NOW));
  }

  @Test
  void howSomethingEndedIsKnownAlsoAfterARestartOfTheMachine() throws Exception {
    var ended = new ProcessStatus.Exited(7, NOW.minusSeconds(60));
    remember("boot-1", ended);

    assertThat(found("boot-2")).isEqualTo(ended);
  }

  @Test
  void whatWasToBeStartedAndIsNowhereHasVanished() throws Exception {
    try (SupervisorJournal journal = open("boot-1")) {
      journal.launching(List.of(spec()));
    }

    assertThat(found("boot-1"))
        .isInstanceOfSatisfying(
            ProcessStatus.Vanished.class,
            gone -> assertThat(gone.why()).contains("it ended or never started"));
  }

  private void remember(String boot, ProcessStatus status) throws IOException {
    try (SupervisorJournal journal = open(boot)) {
      journal.launching(List.of(spec()));
      journal.statuses(List.of(new ProcessReport(CONTAINER, status)));
    }
  }

  private ProcessStatus found(String boot) throws IOException {
    try (SupervisorJournal journal = open(boot)) {
      return only(recovered(journal)).status();
    }
  }

  private static ProcessReport only(Supervisor supervisor) {
    List<ProcessReport> all = supervisor.attach(reports -> {});
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private Supervisor recovered(SupervisorJournal journal) {
    var supervisor = new Supervisor(journal, InstantSource.fixed(NOW), said::add, SELF);
    supervisor.recover();
    return supervisor;
  }

  private SupervisorJournal open(String boot) throws IOException {
    return SupervisorJournal.open(file(), boot, said::add);
  }

  private Path file() {
    return directory.resolve("journal");
  }

  private static ProcessReport report(String container, ProcessStatus status) {
    return new ProcessReport(new ContainerId(container), status);
  }

  private ProcessSpec spec() {
    return spec(CONTAINER.value());
  }

  private ProcessSpec spec(String container) {
    return new ProcessSpec(
        new ContainerId(container),
        "/bin/true",
        List.of("true"),
        List.of(),
        directory.resolve("sandbox").toString(),
        "/dev/null",
        "/dev/null",
        List.of(),
        Isolation.NONE);
  }
}
