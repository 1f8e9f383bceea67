package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.FAILED;
import static dev.stadion.chronos.run.RunState.LOST;
import static dev.stadion.chronos.run.RunState.RETRY_WAIT;
import static dev.stadion.chronos.run.RunState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.run.Run;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** chronos.md §12.6: how soon a failed attempt is followed by another one, and whether at all. */
class RetryTest {
  private final World world = new World();

  private void post(String more) {
    world.post("{'name':'a','command':'x','schedule':'R1//PT1H'" + more + "}");
  }

  private void ends(TaskState how, String message) {
    TaskId task = world.isOffered().getFirst();
    world.tells(task, TaskState.RUNNING);
    world.says(task, how, message);
  }

  private List<Long> delays(int failures) {
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < failures; i++) {
      ends(TaskState.FAILED, "");
      Run run = world.last("a");
      if (run.state() == RETRY_WAIT) {
        Duration delay = Duration.between(world.now(), run.timers().retryAt().orElseThrow());
        seconds.add(delay.toSeconds());
        world.passes(delay);
      }
    }
    return seconds;
  }

  @Test
  void delaysGrowUpToTheLongest_B25() {
    post(",'retries':4,'retryDelay':'PT10S','retryBackoff':2.0,'retryMaxDelay':'PT30S'");

    assertThat(delays(5)).containsExactly(10L, 20L, 30L, 30L);
    assertThat(world.states("a")).containsExactly(FAILED);
  }

  @Test
  void withoutABackoffAllDelaysAreTheServicesOwn_B25() {
    post(",'retries':3");

    assertThat(delays(4)).containsExactly(60L, 60L, 60L);
  }

  @Test
  void jitterSpreadsDelaysWithinItsBounds_B25() {
    post(",'retries':40,'retryDelay':'PT100S','retryJitter':0.5");

    assertThat(delays(40)).allSatisfy(s -> assertThat(s).isBetween(50L, 150L));
    assertThat(delays(0).size() + world.last("a").failures()).isEqualTo(40);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "['failed']         | FAILED | Command exited with status 1 | true",
        "['failed']         | LOST   | ''                           | false",
        "['lost','timeout'] | FAILED | Command exited with status 1 | false",
        "['lost','timeout'] | LOST   | ''                           | true",
        "[]                 | FAILED | ''                           | false"
      })
  void onlyTheEndsThatAreNamedAreTriedAgain_B26(
      String on, TaskState how, String message, boolean again) {
    post(",'retryOn':" + on);

    ends(how, message);

    assertThat(world.last("a").state() == RETRY_WAIT).isEqualTo(again);
    assertThat(world.last("a").state()).isIn(RETRY_WAIT, FAILED, LOST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'noRetryExitCodes':[2,3] | Command exited with status 3 | false",
        "'noRetryExitCodes':[2,3] | Command exited with status 1 | true",
        "'noRetryExitCodes':[2,3] | the image is not there       | true",
        "'retryExitCodes':[75]    | Command exited with status 75 | true",
        "'retryExitCodes':[75]    | Command exited with status 1 | false",
        "'retryExitCodes':[75]    | Command terminated with signal Killed | false"
      })
  void exitCodesDecideWhetherAFailureIsFinal_B27(String field, String message, boolean again) {
    post("," + field);

    ends(TaskState.FAILED, message);

    assertThat(world.last("a").state()).isEqualTo(again ? RETRY_WAIT : FAILED);
  }

  @Test
  void aRetrySurvivesAFailoverAndKeepsItsArguments_B28() {
    world.post("{'name':'a','command':'x','schedule':'R0//PT1H'}");
    world.happens(new ChronosEvent.RunNow("a", Optional.of("-v")));
    ends(TaskState.FAILED, "");

    world.isDownFor(Duration.ofMinutes(2));
    TaskId again = world.isOffered().getFirst();

    assertThat(again.value()).contains(":1:a:-v");
    world.tells(again, TaskState.FINISHED);
    assertThat(world.states("a")).containsExactly(SUCCEEDED);
  }

  @Test
  void aRetryConsumesNoRepeatAndDoesNotMoveTheSchedule_B29() {
    world.post("{'name':'a','command':'x','schedule':'R5/2026-01-01T10:00:00Z/P1D'}");
    String before = world.job("a").timetable().orElseThrow().print();

    assertThat(delays(2)).hasSize(2);
    ends(TaskState.FINISHED, "");

    assertThat(world.job("a").timetable().orElseThrow().print()).isEqualTo(before);
    assertThat(before).startsWith("R4/2026-01-02");
  }
}
