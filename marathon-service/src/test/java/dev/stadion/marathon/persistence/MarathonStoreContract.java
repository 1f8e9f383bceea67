package dev.stadion.marathon.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.deployment.Difference;
import dev.stadion.marathon.deployment.Purpose;
import dev.stadion.marathon.deployment.Transition;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.group.GroupHistory;
import dev.stadion.marathon.instance.CheckHealth;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.EndedTask;
import dev.stadion.marathon.instance.Health;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Leftover;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.instance.ReadinessAnswer;
import dev.stadion.marathon.instance.Reserved;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.instance.TaskHistory;
import dev.stadion.marathon.scheduler.Announcement;
import dev.stadion.marathon.scheduler.Apps;
import dev.stadion.marathon.scheduler.EventHistory;
import dev.stadion.marathon.scheduler.MarathonChange;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.UndoneDeployments;
import dev.stadion.marathon.secret.SealedSecret;
import dev.stadion.marathon.wire.EventWriter;
import dev.stadion.scheduling.heart.Extent;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.CheckResult;
import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every memory of the scheduler must do; run on PostgreSQL and on the model of it. */
abstract class MarathonStoreContract {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00.123Z");

  abstract StateStore<MarathonState, MarathonChange> store();

  abstract VersionHistory history();

  abstract GroupHistory groupHistory();

  abstract EventHistory eventHistory();

  abstract TaskHistory taskHistory();

  /** Makes {@code epoch} the current one. */
  abstract void lead(long epoch);

  @Test
  void aNewStoreKnowsNothing() {
    lead(1);

    MarathonState state = store().load(1);

    assertThat(state.services()).isEmpty();
    assertThat(state.framework()).isEmpty();
    assertThat(state.awake()).isFalse();
  }

  @Test
  void eachLoadingMakesOtherIds() {
    lead(1);

    assertThat(store().load(1).ids()).isNotEqualTo(store().load(1).ids());
  }

  @Test
  void anEarlierEpochCannotCommit() {
    lead(1);
    store().load(1);
    lead(2);
    store().load(2);

    assertThatThrownBy(() ->
            store().commit(1, List.of(new MarathonChange.SaveFramework(new FrameworkId("late")))))
        .isInstanceOf(StaleEpochException.class);
    assertThat(store().load(2).framework()).isEmpty();
  }

  @Test
  void versionsAreReadNewestFirstAndGoWithTheirApp() {
    lead(1);
    store().load(1);
    App first = app("/a", 1, 0);
    App second = app("/a", 2, 1);
    store()
        .commit(1, List.of(new MarathonChange.SaveApp(first), new MarathonChange.SaveApp(second)));

    assertThat(history().versions(first.id())).containsExactly(second.version(), first.version());
    assertThat(history().version(first.id(), first.version())).contains(first);
    store().commit(1, List.of(new MarathonChange.RemoveApp(first.id(), START.plusMillis(2))));

    assertThat(history().versions(first.id())).isEmpty();
  }

  @Test
  void whatIsReservedIsRemembered() {
    lead(1);
    store().load(1);
    App app = app("/a", 1, 0);
    var id = new InstanceId(app.id(), new UUID(5, 5));
    var place =
        new Placement(
            new AgentId("agent"), "host", List.of(31000), new TreeMap<>(Map.of("@zone", "z")));
    var reserved =
        new Reserved(
            place, "db", List.of(new Reserved.LocalVolume("data", "a#data#" + id.uuid())), true);
    Instance instance = Instance.scheduled(id, app.version(), START).settled(reserved, START);
    var leftover =
        new Leftover(new InstanceId(app.id(), new UUID(6, 6)), "db", new AgentId("agent"), START);
    var gone = new Leftover(id, "db", new AgentId("other"), START);

    store()
        .commit(
            1,
            List.of(
                new MarathonChange.SaveApp(app),
                new MarathonChange.SaveInstance(instance, Extent.NEW),
                new MarathonChange.SaveLeftover(leftover),
                new MarathonChange.SaveLeftover(gone),
                new MarathonChange.RemoveLeftover(gone.instance())));
    MarathonState state = store().load(1);

    assertThat(state.service(app.id()).orElseThrow().instances().get(id.uuid()))
        .isEqualTo(instance);
    assertThat(state.leftovers().all().values()).containsExactly(leftover);
    assertThat(state.roles().counts()).containsKeys("db", app.definition().role());
  }

  /** As few as go by a statement, and as many as go by one COPY and by two. */
  @ParameterizedTest
  @ValueSource(ints = {1, 100, 5_001})
  void instancesAreWrittenWholeOnceAndThenOnlyAsFarAsTheyHaveCome(int count) {
    lead(1);
    store().load(1);
    App app = app("/a", 1, 0);
    List<Instance> scheduled = scheduled(app, count);
    List<Instance> staged = staged(app, scheduled);
    List<Instance> doomed = doomed(staged);

    store().commit(1, saves(scheduled, Extent.NEW));
    assertThat(instances(app)).containsExactlyInAnyOrderElementsOf(scheduled);
    store().commit(1, saves(staged, Extent.ANYTHING));
    assertThat(instances(app)).containsExactlyInAnyOrderElementsOf(staged);
    store().commit(1, saves(doomed, Extent.PROGRESS));
    assertThat(instances(app)).containsExactlyInAnyOrderElementsOf(doomed);
  }

  @Test
  void ofSeveralChangesInOneCommitTheLastOneCountsAndAllOfItIsWritten() {
    lead(1);
    store().load(1);
    App app = app("/a", 1, 0);
    List<Instance> scheduled = scheduled(app, 3);
    List<Instance> staged = staged(app, scheduled);
    List<Instance> doomed = doomed(staged);
    store().commit(1, saves(scheduled.subList(0, 2), Extent.NEW));

    var changes = new ArrayList<MarathonChange>();
    changes.addAll(saves(staged.subList(0, 1), Extent.ANYTHING));
    changes.addAll(saves(doomed.subList(0, 1), Extent.PROGRESS));
    changes.add(new MarathonChange.RemoveInstance(scheduled.get(1).id()));
    changes.addAll(saves(doomed.subList(1, 2), Extent.NEW));
    changes.addAll(saves(scheduled.subList(2, 3), Extent.NEW));
    changes.addAll(saves(staged.subList(2, 3), Extent.ANYTHING));
    changes.addAll(saves(doomed.subList(2, 3), Extent.PROGRESS));
    store().commit(1, changes);

    assertThat(instances(app)).containsExactlyInAnyOrderElementsOf(doomed);
  }

  private static List<Instance> scheduled(App app, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> Instance.scheduled(new InstanceId(app.id(), new UUID(5, i)), app.version(), START))
        .toList();
  }

  /** Where what a COPY has to quote stands. */
  private static List<Instance> staged(App app, List<Instance> scheduled) {
    var place =
        new Placement(
            new AgentId("agent"), "a\\b\tc", List.of(31000), new TreeMap<>(Map.of("@zone", "z")));
    return scheduled.stream()
        .map(instance ->
            instance.provisioned(
                place, app.version(), START.plusMillis(5), Health.UNCHECKED, List.of()))
        .toList();
  }

  private static List<Instance> doomed(List<Instance> staged) {
    return staged.stream().map(Instance::decommissioned).toList();
  }

  private static List<MarathonChange> saves(List<Instance> instances, Extent extent) {
    return instances.stream()
        .<MarathonChange>map(instance -> new MarathonChange.SaveInstance(instance, extent))
        .toList();
  }

  private Collection<Instance> instances(App app) {
    return store().load(1).service(app.id()).orElseThrow().instances().values();
  }

  @Test
  void secretsAreRememberedSealed() {
    lead(1);
    store().load(1);
    var sealed = SealedSecret.of(new byte[] {1, 2, 3});

    store()
        .commit(
            1,
            List.of(
                new MarathonChange.SaveSecret("a", SealedSecret.of(new byte[] {9})),
                new MarathonChange.SaveSecret("a", sealed),
                new MarathonChange.SaveSecret("b/c", sealed),
                new MarathonChange.RemoveSecret("b/c")));

    assertThat(store().load(1).secrets()).containsExactly(Map.entry("a", sealed));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsReadIsWhatTheModelReads(long seed) {
    var model = new InMemoryMarathonStore();
    var random = new Random(seed);
    lead(1);
    store().load(1);
    model.load(1);
    for (int i = 0; i < 30; i++) {
      List<MarathonChange> changes = changes(random, i);
      store().commit(1, changes);
      model.commit(1, changes);
    }
    lead(2);

    MarathonState actual = store().load(2);
    MarathonState expected = model.load(2);

    assertThat(actual.framework()).isEqualTo(expected.framework());
    assertThat(actual.services()).isEqualTo(expected.services());
    assertThat(actual.deployments()).isEqualTo(expected.deployments());
    assertThat(actual.undone()).isEqualTo(expected.undone());
    assertThat(actual.subscribers()).isEqualTo(expected.subscribers());
    assertThat(actual.groups()).isEqualTo(expected.groups());
    for (String group : List.of("/", "/g0", "/g1", "/g1/app-2")) {
      assertThat(groupHistory().treeVersions(PathId.of(group)))
          .as(group)
          .isEqualTo(model.treeVersions(PathId.of(group)));
    }
    for (Instant version : model.treeVersions(PathId.ROOT)) {
      assertThat(groupHistory().treeAt(version)).isEqualTo(model.treeAt(version));
    }
    assertThat(groupHistory().treeAt(START.minusMillis(1))).isEmpty();
  }

  @Test
  void ofVeryManyVersionsOfTheTreeOnlyTheNewestCanBeAskedFor() {
    lead(1);
    store().load(1);
    var versions = new ArrayList<Instant>();
    for (int i = 0; i < 25; i++) {
      var changes = new ArrayList<MarathonChange>();
      for (int j = 0; j < 100; j++) {
        versions.add(START.plusMillis(versions.size()));
        changes.add(new MarathonChange.SaveTreeVersion(versions.getLast()));
      }
      // Each lives for one commit: its definition is in no version of the tree that is kept.
      App app = app("/short-" + i, 1, i * 100);
      changes.add(new MarathonChange.SaveApp(app));
      changes.add(new MarathonChange.RemoveApp(app.id(), START.plusMillis(i * 100 + 50)));
      store().commit(1, changes);
    }

    assertThat(groupHistory().treeVersions(PathId.ROOT))
        .isEqualTo(versions.subList(2_450, 2_500).reversed());
    assertThat(groupHistory().treeAt(versions.get(2_450))).isPresent();
    assertThat(groupHistory().treeAt(versions.get(2_449))).isEmpty();
    assertThat(store().load(1).services()).isEmpty();
  }

  @Test
  void aGroupOfAppsGoesInOneCommitAndComesBackInIt() {
    lead(1);
    store().load(1);
    var changes = new ArrayList<MarathonChange>();
    for (int i = 0; i < 200; i++) {
      changes.add(new MarathonChange.SaveApp(app("/many/app-" + i, 1, 0)));
    }
    store().commit(1, changes);
    App again = app("/many/app-7", 3, 20);

    changes.clear();
    for (int i = 0; i < 200; i++) {
      changes.add(new MarathonChange.RemoveApp(PathId.of("/many/app-" + i), START.plusMillis(10)));
    }
    changes.add(new MarathonChange.SaveApp(again));
    store().commit(1, changes);

    assertThat(store().load(1).services().values())
        .extracting(service -> service.app().orElseThrow())
        .containsExactly(again);
    assertThat(history().versions(again.id())).containsExactly(again.version());
    assertThat(history().versions(PathId.of("/many/app-8"))).isEmpty();
  }

  private static List<MarathonChange> changes(Random random, int round) {
    var changes = new ArrayList<MarathonChange>();
    for (int i = 0; i <= random.nextInt(6); i++) {
      String id = List.of("/app-0", "/app-1", "/g1/app-2").get(random.nextInt(3));
      changes.add(
          switch (random.nextInt(14)) {
            case 0 -> new MarathonChange.SaveApp(app(id, random.nextInt(5), round * 10 + i));
            case 1 -> new MarathonChange.RemoveApp(PathId.of(id), START.plusMillis(round * 10 + i));
            case 2, 3 -> new MarathonChange.SaveInstance(instance(random, id), Extent.ANYTHING);
            case 4 -> new MarathonChange.RemoveInstance(instanceId(random, id));
            case 5 -> new MarathonChange.SaveDeployment(plan(random, id));
            case 6 -> new MarathonChange.RemoveDeployment(plan(random, id).id());
            case 12 -> new MarathonChange.SaveApp(pod(id, round * 10 + i));
            case 7 -> new MarathonChange.SaveGroup(group(random, round * 10 + i), true);
            case 8 -> {
              Group group = group(random, round * 10 + i);
              changes.add(new MarathonChange.SaveGroup(group, true));
              yield new MarathonChange.SaveGroup(group.at(START.plusMillis(round * 10 + 8)), false);
            }
            case 9 ->
                new MarathonChange.RemoveGroup(
                    PathId.of("/g" + random.nextInt(2)), START.plusMillis(round * 10 + i));
            case 10 -> new MarathonChange.SaveSubscriber("http://" + random.nextInt(3));
            case 11 -> new MarathonChange.RemoveSubscriber("http://" + random.nextInt(3));
            default -> new MarathonChange.SaveFramework(new FrameworkId("f-" + random.nextInt(9)));
          });
    }
    for (int i = 0; i < random.nextInt(9); i++) {
      changes.add(
          new MarathonChange.SaveUndoneDeployment(
              new UndoneDeployments.Undone(
                  new DeploymentId(new UUID(round, i)),
                  START.plusMillis(random.nextInt(5)),
                  new TreeSet<>(random.nextBoolean() ? Set.of() : Set.of(PathId.of("/g1/a"))),
                  "late",
                  random.nextBoolean()
                      ? Optional.empty()
                      : Optional.of(new DeploymentId(new UUID(3, round))))));
    }
    changes.add(new MarathonChange.SaveTreeVersion(START.plusMillis(round * 10 + 9)));
    return changes;
  }

  private static Group group(Random random, int age) {
    var dependencies = new TreeSet<PathId>();
    if (random.nextBoolean()) {
      dependencies.addAll(List.of(PathId.of("/app-0"), PathId.of("/g1")));
    }
    return new Group(
        PathId.of("/g" + random.nextInt(2)),
        dependencies,
        random.nextBoolean(),
        START.plusMillis(age));
  }

  private static App app(String id, int instances, int age) {
    return App.created(
        Apps.sleeper(
            id,
            instances,
            ",'env':{'A':'ä \\n \\\\'},'labels':{'x':'y'},'constraints':[['hostname','UNIQUE']],"
                + "'healthChecks':[{'protocol':'HTTP','path':'/'}],'ports':[10001]"),
        START.plusMillis(age));
  }

  private static App pod(String id, int age) {
    return App.created(Apps.pod(id, 2, ""), START.plusMillis(age));
  }

  private static InstanceId instanceId(Random random, String app) {
    return new InstanceId(
        PathId.of(app), new UUID(0x1000 + app.hashCode(), Long.MIN_VALUE + random.nextInt(4)));
  }

  private static Instance instance(Random random, String app) {
    Instance waiting = Instance.scheduled(instanceId(random, app), START, START);
    var place =
        new Placement(
            new AgentId("agent"),
            "host",
            random.nextBoolean() ? List.of() : List.of(31000, 31001),
            new TreeMap<>(Map.of("hostname", "host")));
    Instance placed =
        waiting.provisioned(place, START, START.plusMillis(1), health(random), names(random));
    return switch (random.nextInt(4)) {
      case 0 -> placed;
      case 1 -> placed.reported(Condition.RUNNING, START.plusMillis(2), List.of("10.0.0.1", "::1"));
      case 2 -> placed.decommissioned();
      default -> placed.rescheduled(START, START.plusMillis(3));
    };
  }

  private static List<String> names(Random random) {
    return random.nextBoolean() ? List.of() : List.of("web", "side-car");
  }

  private static Health health(Random random) {
    if (random.nextBoolean()) {
      return Health.UNCHECKED;
    }
    CheckHealth check =
        CheckHealth.NONE
            .succeeded(START)
            .failed(START.plusMillis(random.nextInt(5)), "503 'so' \\ \u0001");
    return new Health(
        List.of(check, CheckHealth.NONE),
        random.nextBoolean() ? Optional.of(random.nextBoolean()) : Optional.empty(),
        random.nextBoolean()
            ? Optional.of(new ReadinessAnswer(404, "text/plain", "not yet\n"))
            : Optional.empty(),
        switch (random.nextInt(4)) {
          case 0 -> Optional.of(new CheckResult.Command(-1));
          case 1 -> Optional.of(new CheckResult.Http(200));
          case 2 -> Optional.of(new CheckResult.Tcp(false));
          default -> Optional.empty();
        });
  }

  private static DeploymentPlan plan(Random random, String id) {
    var transitions = new TreeMap<PathId, Transition>();
    transitions.put(
        PathId.of(id), new Transition(Optional.of(app(id, 1, 0)), Optional.of(app(id, 2, 1))));
    return DeploymentPlan.of(
            new DeploymentId(new UUID(0x1000, Long.MIN_VALUE + random.nextInt(3))),
            START,
            new Difference(START.minusSeconds(1), transitions, new TreeMap<>()),
            Map.of(),
            Set.of(instanceId(random, id)))
        .with(
            switch (random.nextInt(3)) {
              case 0 -> Purpose.until(START.plusSeconds(60));
              case 1 -> Purpose.undoing(new DeploymentId(new UUID(1, 2)), "it took 'too' long");
              default -> Purpose.PLAIN;
            });
  }

  @Test
  void endedTasksAreReadPageByPageTheNewestFirst() {
    lead(1);
    store().load(1);
    EndedTask first = ended("/a", "1", "Command exited with status 3");
    EndedTask second = ended("/a", "2", "Command terminated with signal Killed");
    store()
        .commit(
            1,
            List.of(
                new MarathonChange.SaveEndedTask(first),
                new MarathonChange.SaveEndedTask(ended("/b", "3", ""))));
    store().commit(1, List.of(new MarathonChange.SaveEndedTask(second)));

    List<TaskHistory.Entry> page = taskHistory().tasks(PathId.of("/a"), Long.MAX_VALUE, 1);
    assertThat(page).extracting(TaskHistory.Entry::task).containsExactly(second);
    assertThat(taskHistory().tasks(PathId.of("/a"), page.getFirst().id(), 9))
        .extracting(TaskHistory.Entry::task)
        .containsExactly(first);
    assertThat(first.exitStatus()).hasValue(3);
    assertThat(second.signal()).contains("Killed");
    assertThat(taskHistory().tasks(PathId.of("/c"), Long.MAX_VALUE, 9)).isEmpty();
  }

  private static EndedTask ended(String app, String task, String message) {
    return new EndedTask(
        PathId.of(app),
        new TaskId(task),
        TaskState.FAILED,
        Optional.of("COMMAND_EXECUTOR_FAILED"),
        message,
        "host",
        Optional.of(new AgentId("agent")),
        Optional.of(START),
        Optional.empty(),
        START.plusMillis(5),
        START);
  }

  @Test
  void eventsAreFoundAgainInTheirOrderAndTheirCountIsNeverForgotten() {
    lead(1);
    store().load(1);
    store()
        .commit(
            1,
            List.of(
                new MarathonChange.SaveEvents(1, List.of(terminated("/a"), terminated("/b"))),
                new MarathonChange.SaveEvents(3, List.of(terminated("/c")))));
    store().commit(1, List.of(new MarathonChange.SaveEvents(4, List.of(terminated("/ä\n'\"")))));

    assertThat(eventHistory().after(1))
        .extracting(told -> told.id() + " " + told.type() + " " + told.json())
        .containsExactly(
            "2 app_terminated_event " + EventWriter.line(terminated("/b")),
            "3 app_terminated_event " + EventWriter.line(terminated("/c")),
            "4 app_terminated_event " + EventWriter.line(terminated("/ä\n'\"")));
    assertThat(eventHistory().after(4)).isEmpty();
    assertThat(eventHistory().forgottenUpTo()).isZero();
    assertThat(store().load(1).lastEvent()).isEqualTo(4);
  }

  @Test
  void manyEventsAreReadPageByPageAndTheOldestAreForgotten() {
    lead(1);
    store().load(1);
    int all = EventHistory.KEPT + 20_000;
    List<Announcement> some = Collections.nCopies(2_500, terminated("/a"));
    for (long id = 1; id <= all; id += 2_500) {
      store().commit(1, List.of(new MarathonChange.SaveEvents(id, some)));
    }

    long last = eventHistory().forgottenUpTo();
    assertThat(last).isBetween(10_000L, 20_000L);
    for (var page = eventHistory().after(last);
        !page.isEmpty();
        page = eventHistory().after(last)) {
      assertThat(page.getFirst().id()).isEqualTo(last + 1);
      last += page.size();
      assertThat(page.getLast().id()).isEqualTo(last);
    }
    assertThat(last).isEqualTo(all);
  }

  private static Announcement terminated(String app) {
    return new Announcement.AppTerminated(START, new PathId(app));
  }

  @Test
  void theLastFailureIsRememberedWithItsApp() {
    lead(1);
    store().load(1);
    var failure =
        new TaskFailure(
            PathId.of("/a"),
            new TaskId("t"),
            TaskState.FAILED,
            "it broke",
            "host",
            START,
            START,
            Optional.of(new AgentId("agent")),
            Optional.of(START.minusSeconds(7)));
    store()
        .commit(
            1,
            List.of(
                new MarathonChange.SaveApp(app("/a", 1, 0)),
                new MarathonChange.SaveTaskFailure(failure)));

    assertThat(store().load(1).service(PathId.of("/a")).orElseThrow().lastFailure())
        .contains(failure);
  }
}
