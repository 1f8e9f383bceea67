package dev.stadion.marathon.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.group.GroupUpdate;
import dev.stadion.marathon.instance.EndedTask;
import dev.stadion.marathon.scheduler.MarathonEvent.Conditional;
import dev.stadion.marathon.scheduler.MarathonEvent.Conditions;
import dev.stadion.marathon.scheduler.MarathonEvent.PutApp;
import dev.stadion.marathon.wire.HistoryWriter;
import dev.stadion.marathon.wire.WaitingWriter;
import dev.stadion.scheduling.matching.RefusalReason;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Changes that are carried out in ways the original does not know. */
class ConditionsTest {
  private final World world = new World().connected();

  private MarathonOutcome put(AppDefinition app, Conditions conditions) {
    return world.decide(
        new Conditional(new PutApp(app, Optional.empty(), false, World.ORIGIN), conditions));
  }

  private void running(int instances) {
    world.create(Apps.sleeper("/a", instances));
    world.settle();
    assertThat(world.state().deployments()).isEmpty();
    world.drain();
  }

  private static Conditions within(Duration time) {
    return new Conditions(false, false, Optional.of(time));
  }

  private static AppDefinition broken() {
    return Apps.app("{'id':'/a','cmd':'sleep 2','cpus':0.1,'mem':1e9,'instances':2}");
  }

  @Test
  void aPreviewTellsWhatWouldBeDoneAndDoesNothing() {
    running(2);
    world.offer("agent-0", Resources.of(0.25, 4096, 0).withPorts(new Range(31000, 31009)));
    world.offer("agent-1", Resources.of(0.01, 4096, 0).withPorts(new Range(31000, 31009)));
    world.offer("agent-2", Resources.of(0.01, 4096, 0).withPorts(new Range(31000, 31009)));
    world.drain();
    MarathonState before = world.state();

    var planned = (MarathonOutcome.Planned) put(Apps.sleeper("/a", 5), Conditions.PREVIEW);

    assertThat(planned.plan().steps()).hasSize(1);
    Forecast forecast = planned.forecasts().getFirst();
    assertThat(forecast.start()).isEqualTo(3);
    assertThat(forecast.stop()).isZero();
    assertThat(forecast.where()).containsOnlyKeys("agent-0.local").containsValue(2);
    assertThat(forecast.refusals()).containsKey(RefusalReason.INSUFFICIENT_CPUS);
    assertThat(world.state().services()).isEqualTo(before.services());
    assertThat(world.state().groups()).isEqualTo(before.groups());
    assertThat(world.drain()).isEmpty();
  }

  @Test
  void labelsMayChangeWithoutARestart() {
    running(2);
    var tasks = world.instances().stream().map(i -> i.task()).toList();

    put(
        Apps.sleeper("/a", 3, ",'labels':{'team':'b'}"),
        new Conditions(false, true, Optional.empty()));
    world.settle();

    assertThat(world.state().deployments()).isEmpty();
    assertThat(world.drain(MarathonEffect.Kill.class)).isEmpty();
    assertThat(world.instances()).hasSize(3).extracting(i -> i.task()).containsAll(tasks);
    assertThat(world.service("/a").app().orElseThrow().application().labels())
        .containsEntry("team", "b");
    world.put(Apps.sleeper("/a", 3, ",'labels':{'team':'c'}"));
    assertThat(world.state().deployments().values())
        .allMatch(d -> d.plan().steps().toString().contains("RESTART"))
        .hasSize(1);
  }

  @Test
  void whatNeedsARestartIsRefusedWithoutOne() {
    running(1);
    MarathonState before = world.state();

    MarathonOutcome outcome = put(broken(), new Conditions(false, true, Optional.empty()));

    assertThat(outcome).isInstanceOf(MarathonOutcome.Invalid.class);
    assertThat(world.state().services()).isEqualTo(before.services());
  }

  @Test
  void aDeploymentThatMissesItsDeadlineIsUndoneAndTellsWhy() {
    running(2);
    AppDefinition before = world.service("/a").app().orElseThrow().application();
    var begun = (MarathonOutcome.Deployed) put(broken(), within(Duration.ofMinutes(10)));

    world.pass(Duration.ofMinutes(9));
    world.offer("agent-0");
    assertThat(world.state().deployments()).containsKey(begun.id());
    world.pass(Duration.ofMinutes(1));

    assertThat(world.state().deployments()).hasSize(1).doesNotContainKey(begun.id());
    Deployment undoing = world.state().deployments().values().iterator().next();
    assertThat(undoing.plan().purpose().undoes().orElseThrow().deployment()).isEqualTo(begun.id());
    assertThat(world.announced()).contains("deployment_step_failure", "deployment_failed");
    world.settle();
    assertThat(world.state().deployments()).isEmpty();
    assertThat(world.service("/a").app().orElseThrow().application()).isEqualTo(before);
    var undone = world.state().undone().find(begun.id()).orElseThrow();
    assertThat(undone.reason()).contains("deadline", "RestartApplication of /a");
    assertThat(undone.by()).contains(undoing.id());
    assertThat(WaitingWriter.app(world.state(), world.service("/a"), world.now()).toString())
        .contains(begun.id().toString());
  }

  @Test
  void aPodThatMissesItsDeadlineIsWhatItWasBefore() {
    String unchecked =
        ",'containers':[{'name':'a','exec':{'command':{'shell':'x'}},'resources':{'cpus':0.1,"
            + "'mem':32}}]";
    world.create(Apps.pod("/pod", 1, unchecked));
    world.offer("agent-0", Resources.of(8, 4096, 1000));
    world.run();
    assertThat(world.state().deployments()).isEmpty();
    var before = world.service("/pod").app().orElseThrow().pod();
    var begun =
        (MarathonOutcome.Deployed)
            world.decide(
                new Conditional(
                    new PutApp(
                        Apps.pod(
                            "/pod",
                            1,
                            unchecked
                                + ",'scheduling':{'placement':{'constraints':[{'fieldName':'hostname',"
                                + "'operator':'LIKE','value':'nowhere'}]}}"),
                        Optional.empty(),
                        false,
                        World.ORIGIN),
                    within(Duration.ofMinutes(10))));

    world.pass(Duration.ofMinutes(10));
    world.settle();

    assertThat(world.service("/pod").app().orElseThrow().pod()).isEqualTo(before);
    assertThat(world.state().undone().find(begun.id()).orElseThrow().reason()).contains("/pod");
  }

  @Test
  void aGroupThatMissesItsDeadlineIsAsIfItHadNeverBeen() {
    var update =
        new GroupUpdate(
            PathId.of("/team"),
            Optional.of(List.of(Apps.app("{'id':'/team/a','cmd':'sleep 2','mem':1e9}"))),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    world.decide(
        new Conditional(
            new MarathonEvent.CreateGroup(update, false), within(Duration.ofMinutes(10))));
    assertThat(world.state().groups()).containsKey(PathId.of("/team"));
    world.pass(Duration.ofMinutes(10));
    world.settle();

    assertThat(world.state().app(PathId.of("/team/a"))).isEmpty();
    assertThat(world.state().groups()).doesNotContainKey(PathId.of("/team"));
  }

  @Test
  void aDeadlineSurvivesItsLeader() {
    running(2);
    var begun = (MarathonOutcome.Deployed) put(broken(), within(Duration.ofMinutes(10)));
    world.pass(Duration.ofMinutes(5));

    world.restart();
    world.connected();
    assertThat(world.state().deployments()).containsKey(begun.id());
    world.pass(Duration.ofMinutes(5));
    assertThat(world.state().undone().find(begun.id())).isPresent();

    world.restart();
    assertThat(world.state().undone().of(PathId.of("/a"))).isPresent();
  }

  @Test
  void whatBecameOfATaskIsRemembered() {
    running(1);
    var task = world.instances().getFirst().task();

    world.update(task, TaskState.FAILED, "Command exited with status 7");

    EndedTask ended = world.store().tasks(PathId.of("/a"), Long.MAX_VALUE, 9).getFirst().task();
    assertThat(ended.task()).isEqualTo(task);
    assertThat(ended.exitStatus()).hasValue(7);
    JsonNode told = HistoryWriter.write(ended, world.state());
    assertThat(told.path("exitStatus").asInt()).isEqualTo(7);
    assertThat(told.path("logs").path("stdout").asText())
        .startsWith("http://" + ended.hostname() + ":5051/files/download?path=%2Fframeworks%2F")
        .endsWith("stdout");
  }

  @Test
  void aDeploymentThatEndsInTimeIsLeftAlone() {
    running(1);
    put(Apps.sleeper("/a", 2), within(Duration.ofMinutes(10)));
    world.settle();

    world.pass(Duration.ofHours(1));

    assertThat(world.service("/a").app().orElseThrow().definition().instances()).isEqualTo(2);
    assertThat(world.state().undone()).isEqualTo(UndoneDeployments.NONE);
  }
}
