package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.FAILED;
import static dev.stadion.chronos.run.RunState.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.RunOrder;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** chronos.md §12.7: runs that users order. */
class OrdersTest {
  private static final String NEVER = "{'name':'a','command':'x','schedule':'R0//PT1H'";

  private final World world = new World();

  private static RunOrder order(Map<String, String> parameters, String key, String digest) {
    return new RunOrder(
        Optional.empty(),
        new TreeMap<>(parameters),
        Optional.empty(),
        Optional.of(key).filter(k -> !k.isEmpty()),
        digest,
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        false);
  }

  private ChronosOutcome start(Map<String, String> parameters) {
    return world.happens(new ChronosEvent.StartRun("a", order(parameters, "", "")));
  }

  private ChronosOutcome start(String key, String digest) {
    return world.happens(new ChronosEvent.StartRun("a", order(Map.of(), key, digest)));
  }

  private ChronosEffect.Task launched() {
    world.effects();
    world.isOffered();
    return world.effects().stream()
        .filter(ChronosEffect.Launch.class::isInstance)
        .map(e -> ((ChronosEffect.Launch) e).tasks().getFirst())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsToldMustFitWhatTheJobWants_B30() {
    world.post(
        NEVER
            + ",'parameters':[{'name':'day','pattern':'[0-9-]+'},{'name':'n','type':'int'},"
            + "{'name':'must','required':true,'default':'d'}]}");

    assertThat(start(Map.of("x", "1", "day", "tuesday", "n", "one")))
        .isInstanceOfSatisfying(
            ChronosOutcome.Rejected.class,
            no ->
                assertThat(no.problems())
                    .extracting(Problem::path)
                    .containsExactly("/parameters/day", "/parameters/n", "/parameters/x"));
    assertThat(world.runs("a")).isEmpty();
    assertThat(start(Map.of("day", "2026-01-01", "n", "1")))
        .isInstanceOf(ChronosOutcome.Made.class);
    assertThat(world.last("a").request().parameters())
        .isEqualTo(Map.of("day", "2026-01-01", "n", "1", "must", "d"));
  }

  @Test
  void aRequiredParameterWithoutDefaultMustBeTold_B30() {
    world.post("{'name':'a','command':'x','parameters':[{'name':'p','required':true}]}");

    assertThat(start(Map.of())).isInstanceOf(ChronosOutcome.Rejected.class);
    assertThat(start(Map.of("p", "1"))).isInstanceOf(ChronosOutcome.Made.class);
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.job("a").job().disabled()).isFalse();
  }

  @Test
  void placeholdersAreFilledIn_B31() {
    world.post(
        "{'name':'a','command':'run ${param.day} ${run.date} $${HOME} ${run.id}',"
            + "'schedule':'R0//PT1H','scheduleTimeZone':'Asia/Tokyo',"
            + "'environmentVariables':[{'name':'D','value':'${param.day}'}],"
            + "'parameters':[{'name':'day'}]}");
    world.passes(Duration.ofHours(8));
    start(Map.of("day", "mon"));

    ChronosEffect.Task task = launched();

    assertThat(task.job().execution().command())
        .isEqualTo("run mon 2026-01-02 ${HOME} " + task.run().runId());
    assertThat(task.job().execution().environment().getFirst().value()).isEqualTo("mon");
  }

  @Test
  void whatNobodyKnowsFailsTheRunBeforeItsLaunch_B31() {
    world.post(
        "{'name':'a','command':'${param.x}','template':true,'schedule':'R1//PT1H','retries':5}");

    assertThat(world.isOffered()).isEmpty();

    assertThat(world.states("a")).containsExactly(FAILED);
    assertThat(world.last("a").reason()).isEqualTo("template");
  }

  @Test
  void aJobThatDeclaresNothingKeepsItsCommandAsItIs_B31() {
    world.post("{'name':'a','command':'echo ${HOME} $${X}','schedule':'R1//PT1H'}");

    assertThat(launched().job().execution().command()).isEqualTo("echo ${HOME} $${X}");
  }

  @Test
  void theIntervalGoesFromTheTickBeforeToTheRunsOwn_B32() {
    world.post("{'name':'a','command':'x','schedule':'R/2026-01-01T09:00:00Z/PT1H'}");

    assertThat(launched().interval().start()).isEqualTo("2026-01-01T09:00:00Z");
    assertThat(world.last("a").scheduledAt()).isEqualTo("2026-01-01T10:00:00Z");
  }

  @Test
  void theSameKeyMakesNoOtherRun_B34() {
    world.post(NEVER + "}");
    start("k", "d1");

    assertThat(start("k", "d1")).isEqualTo(new ChronosOutcome.MadeBefore(world.last("a").id()));
    assertThat(start("k", "d2")).isInstanceOf(ChronosOutcome.Conflict.class);
    assertThat(world.runs("a")).hasSize(1);
  }

  @Test
  void aKeyIsRememberedAcrossAFailoverAndForgottenInTime_B34() {
    world.post(NEVER + "}");
    start("k", "d1");
    world.isDownFor(Duration.ofDays(6));
    assertThat(start("k", "d1")).isInstanceOf(ChronosOutcome.MadeBefore.class);

    world.passes(Duration.ofDays(1));
    assertThat(start("k", "d2")).isInstanceOf(ChronosOutcome.Made.class);
  }

  @Test
  void aDisabledJobIsNotRunAndSaysSo() {
    world.post(NEVER + ",'disabled':true}");

    start(Map.of());

    assertThat(world.states("a")).containsExactly(SKIPPED);
  }

  @Test
  void aRootBringsItsGraphAlong_B56() {
    world.post(NEVER + "}");
    world.post("{'name':'c','command':'x','parents':['a'],'dependencyMode':'run'}");

    start(Map.of());

    assertThat(world.runs("c")).hasSize(1);
    world.isOffered();
    world.happens(new ChronosEvent.RunNow("a", Optional.empty()));
    assertThat(world.runs("a")).hasSize(2);
    assertThat(world.runs("c")).hasSize(1);
  }
}
