package dev.stadion.dropwizard.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CandidateTest {
  private static final Holder SOMEBODY = new Holder("elsewhere:8080", "");
  private final Candidate candidate = new Candidate(Duration.ofSeconds(10), Duration.ofSeconds(3));

  @Test
  void whereNobodyEverLedThereIsNothingToWaitFor() {
    assertThat(candidate.mayTakeOver(Optional.empty(), seconds(0))).isTrue();
  }

  @Test
  void aBeatThatStandsStillForLongEnoughIsTakenOver() {
    assertThat(candidate.mayTakeOver(beat(1, 7), seconds(0))).isFalse();
    assertThat(candidate.mayTakeOver(beat(1, 7), seconds(9))).isFalse();
    assertThat(candidate.mayTakeOver(beat(1, 7), seconds(10))).isTrue();
  }

  @Test
  void everyBeatAndEveryNewEpochBeginsTheWaitingAgain() {
    assertThat(candidate.mayTakeOver(beat(1, 7), seconds(0))).isFalse();
    assertThat(candidate.mayTakeOver(beat(1, 8), seconds(9))).isFalse();
    assertThat(candidate.mayTakeOver(beat(1, 8), seconds(18))).isFalse();
    assertThat(candidate.mayTakeOver(beat(2, 8), seconds(19))).isFalse();
    assertThat(candidate.mayTakeOver(beat(2, 8), seconds(29))).isTrue();
  }

  @Test
  void aSilentLeaderWhoseSessionIsGoneIsWaitedForMuchShorter() {
    var gone = Optional.of(new LeaderRow(1, SOMEBODY, 5, false));
    assertThat(candidate.mayTakeOver(beat(1, 5), seconds(0))).isFalse();
    assertThat(candidate.mayTakeOver(gone, seconds(2))).isFalse();
    assertThat(candidate.mayTakeOver(gone, seconds(3))).isTrue();
  }

  @Test
  void aLeaderThatBeatsInANewSessionIsLeftAlone() {
    var without = Optional.of(new LeaderRow(1, SOMEBODY, 5, false));
    var beating = Optional.of(new LeaderRow(1, SOMEBODY, 6, false));
    assertThat(candidate.mayTakeOver(without, seconds(0))).isFalse();
    assertThat(candidate.mayTakeOver(beating, seconds(4))).isFalse();
    assertThat(candidate.mayTakeOver(beating, seconds(6))).isFalse();
  }

  @Test
  void aLeaderThatLeftInGoodOrderIsNotWaitedFor() {
    assertThat(candidate.mayTakeOver(beat(1, -1), seconds(0))).isTrue();
  }

  @Test
  void aLeaderOfThisMachineWhoseProcessIsGoneIsNotWaitedFor() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    Holder here = Holder.thisProcess("here:1");
    String[] parts = here.process().split(";");
    String itsStart =
        java.nio.file.Files.readString(java.nio.file.Path.of("/proc/" + other.pid() + "/stat"))
            .replaceFirst(".*\\) ", "")
            .split(" ")[19];
    parts[3] = Long.toString(other.pid());
    parts[4] = itsStart;
    var holder = new Holder("here:2", String.join(";", parts));

    assertThat(candidate.mayTakeOver(Optional.of(new LeaderRow(1, holder, 3, true)), 0)).isFalse();
    other.destroyForcibly().waitFor();
    assertThat(candidate.mayTakeOver(Optional.of(new LeaderRow(1, holder, 3, true)), 1)).isTrue();
  }

  @Test
  void aProcessNumberThatWasGivenToAnotherProcessIsNotMistakenForTheLeader() {
    String[] parts = Holder.thisProcess("here:1").process().split(";");
    parts[4] = "1";

    assertThat(new Holder("here:1", String.join(";", parts)).isGone()).isTrue();
    assertThat(Holder.thisProcess("here:1").isGone()).isFalse();
  }

  @Test
  void aLeaderOfAnotherMachineIsNeverThoughtGone() {
    String[] parts = Holder.thisProcess("here:1").process().split(";");
    parts[1] = "another-boot";

    assertThat(new Holder("here:1", String.join(";", parts)).isGone()).isFalse();
    assertThat(SOMEBODY.isGone()).isFalse();
  }

  @Test
  void aHolderIsStoredAndReadAgain() {
    Holder here = Holder.thisProcess("127.0.0.1:8080");

    assertThat(Holder.parse(here.text())).isEqualTo(here);
  }

  private static Optional<LeaderRow> beat(long epoch, long beat) {
    return Optional.of(new LeaderRow(epoch, SOMEBODY, beat, true));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
