package dev.stadion.chronos.persistence;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.RunOrder;
import dev.stadion.chronos.scheduler.ChronosEffect;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosHeart;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.HeartSettings;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs of graphs, pools, keys and pauses, in PostgreSQL and in the model: after anything that
 * happens both remember what the heart knew.
 */
class CommonsContractTest {
  private static final AgentId AGENT = new AgentId("agent");
  private static Database database;

  private final ChronosHeart heart = new ChronosHeart(HeartSettings.DEFAULTS);
  private final JobReader reader = new JobReader(Defaults.CHRONOS);
  private PostgresChronosStore postgres;
  private InMemoryChronosStore model;
  private ChronosState state;
  private Instant now = Instant.parse("2026-01-01T10:00:00Z");

  @BeforeAll
  static void openTheDatabase() {
    database =
        Database.open(
            TestDatabase.fresh().configuration(),
            "chronos",
            PostgresRunHistory.entities(),
            new MetricRegistry());
  }

  @AfterAll
  static void closeTheDatabase() {
    database.close();
  }

  @BeforeEach
  void bothAreEmptyAndLedInEpoch1() {
    sql(
        "TRUNCATE job, job_edge, retired_name, run, run_attempt, tick, framework, pool, standstill,"
            + " run_key, dag_run, leader_epoch CASCADE");
    sql("INSERT INTO leader_epoch (role, epoch, holder) VALUES ('chronos', 1, 'test')");
    postgres = new PostgresChronosStore(database);
    model = new InMemoryChronosStore();
    state = postgres.load(1);
  }

  private static void sql(String statement) {
    database.write(session -> session.createNativeMutationQuery(statement).executeUpdate());
  }

  private List<ChronosEffect> happens(ChronosEvent event) {
    var decision = heart.decide(state, event, now);
    if (!decision.changes().isEmpty()) {
      postgres.commit(1, decision.changes());
      model.commit(1, decision.changes());
    }
    state = decision.state();
    return decision.effects();
  }

  private void post(String json) {
    happens(
        new ChronosEvent.PutJob(
            reader.read(
                StrictJson.object(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                JobReader.Kind.ANY,
                NameRule.CHRONOS_2,
                now)));
  }

  private void bothRememberAll() {
    ChronosState inPostgres = postgres.load(1);
    ChronosState inModel = model.load(1);
    assertThat(inPostgres.commons()).isEqualTo(inModel.commons());
    assertThat(inPostgres.commons()).isEqualTo(state.commons().durable());
    assertThat(inPostgres.runs()).isEqualTo(state.runs());
    assertThat(inPostgres.queue()).isEqualTo(state.queue());
    assertThat(inPostgres.deadlines()).isEqualTo(state.deadlines());
    assertThat(inPostgres.jobs()).isEqualTo(state.jobs());
    assertThat(ticks())
        .containsExactlyInAnyOrderElementsOf(
            model.allTicks().stream()
                .map(t ->
                    "%s %d %s %s %d %s %s"
                        .formatted(
                            t.job(),
                            t.generation(),
                            t.ticks().first(),
                            t.ticks().last(),
                            t.ticks().count(),
                            t.outcome(),
                            t.reason()))
                .toList());
  }

  private static List<String> ticks() {
    return database.read(session ->
        session
            .createNativeQuery(
                "SELECT job, generation, first_tick, last_tick, count, outcome, reason FROM tick",
                Object[].class)
            .getResultStream()
            .map(row -> Stream.of(row).map(String::valueOf).collect(joining(" ")))
            .toList());
  }

  @Test
  void ticksThatTwoPausesHeldAreRememberedAndWhatIsMadeUpForHasOneOutcome() {
    post(
        "{'name':'a','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1M',"
            + "'concurrent':true,'misfirePolicy':'fireAll'}");
    for (ChronosEvent event :
        List.of(
            new ChronosEvent.PauseJob("a"),
            new ChronosEvent.PauseAll(),
            new ChronosEvent.ResumeJob("a", false),
            new ChronosEvent.PauseJob("a"),
            new ChronosEvent.ResumeAll(true))) {
      happens(event);
      now = now.plus(Duration.ofSeconds(150));
      happens(new ChronosEvent.WakeUp());
      bothRememberAll();
    }
    assertThat(
            state.job("a").orElseThrow().timetable().orElseThrow().held().orElseThrow().unwanted())
        .hasSize(1);
    state = postgres.load(1);

    happens(new ChronosEvent.ResumeJob("a", true));
    happens(new ChronosEvent.WakeUp());

    bothRememberAll();
    // Those of the pause that ended without: 10:01 to 10:05.
    assertThat(ticks()).allMatch(row -> row.endsWith(" SKIPPED paused"));
    assertThat(model.allTicks().stream().mapToLong(t -> t.ticks().count()).sum()).isEqualTo(5);
    assertThat(model.allRuns()).hasSize(7);
  }

  private static RunOrder order(Random random) {
    SortedMap<String, String> told = new TreeMap<>();
    told.put("p", "\"quoted\" {" + random.nextInt(9) + "}");
    return new RunOrder(
        Optional.of("-v"),
        told,
        Optional.empty(),
        Optional.of("key " + random.nextInt(3)),
        "digest",
        OptionalInt.of(random.nextInt(100)),
        Optional.of("because"),
        Optional.empty(),
        true,
        random.nextBoolean());
  }

  private void graph() {
    String more = ",'pool':'db','runTimeout':'PT5M','queueTimeout':'PT1M','priority':70";
    post(
        "{'name':'root','command':'x','schedule':'R/2026-01-01T10:00:00Z/PT31S',"
            + "'maxActiveDagRuns':2,'parameters':[{'name':'p'}]"
            + more
            + "}");
    String child =
        "{'name':'%s','command':'x','retries':0,'parents':[%s],'dependencyMode':'run'%s}";
    post(child.formatted("a", "'root'", more));
    post(child.formatted("b", "'root'", ",'dependsOnPast':true"));
    post(child.formatted("z", "'a','b'", ",'triggerRule':'all_done','softError':true"));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void afterAnythingThatHappensBothRememberWhatTheHeartKnew(long seed) {
    var random = new Random(seed);
    happens(new ChronosEvent.Subscribed(new FrameworkId("f-" + seed)));
    happens(new ChronosEvent.PutPool(new Pool("db", 2, "what's shared")));
    graph();
    List<TaskId> tasks = new ArrayList<>();
    for (int step = 0; step < 150; step++) {
      now = now.plus(Duration.ofMillis(random.nextInt(20_000)));
      switch (random.nextInt(11)) {
        case 0 -> happens(new ChronosEvent.PutPool(new Pool("db", random.nextInt(3), "")));
        case 1 -> happens(new ChronosEvent.PutPool(new Pool("p" + random.nextInt(3), 1, "")));
        case 2 -> happens(new ChronosEvent.DeletePool("p" + random.nextInt(3)));
        case 3 -> happens(new ChronosEvent.StartRun("root", order(random)));
        case 4 -> pauses(random);
        case 5 -> again(random);
        case 6, 7 -> tasks.addAll(isOffered(step));
        case 8 -> happens(new ChronosEvent.WakeUp());
        default -> {
          if (!tasks.isEmpty()) {
            TaskId task = tasks.remove(random.nextInt(tasks.size()));
            tells(task, random.nextInt(3) == 0 ? TaskState.FAILED : TaskState.FINISHED);
          }
        }
      }
      if (step % 15 == 14) {
        bothRememberAll();
      }
    }
    bothRememberAll();
    assertThat(model.allDags()).extracting(DagRun::state).contains(DagRun.State.SUCCEEDED);
  }

  private void pauses(Random random) {
    boolean back = random.nextInt(3) > 0;
    if (random.nextBoolean()) {
      happens(
          back ? new ChronosEvent.ResumeAll(random.nextBoolean()) : new ChronosEvent.PauseAll());
    } else {
      happens(
          back
              ? new ChronosEvent.ResumeJob("root", random.nextBoolean())
              : new ChronosEvent.PauseJob("root"));
    }
  }

  private void again(Random random) {
    List<DagRun> dags = model.allDags();
    if (dags.isEmpty()) {
      return;
    }
    DagRun dag = dags.get(random.nextInt(dags.size()));
    if (random.nextInt(4) == 0) {
      happens(new ChronosEvent.KillDag(dag.id()));
      return;
    }
    var stored = model.dag(dag.id()).orElseThrow();
    long root = stored.runOf().get("root");
    happens(
        new ChronosEvent.RerunDag(
            stored,
            model.allRuns().stream().filter(run -> run.id() == root).findFirst().orElseThrow(),
            state.amended(),
            random.nextBoolean()
                ? new ChronosEvent.RerunFrom.Failed()
                : new ChronosEvent.RerunFrom.Job("a")));
  }

  private List<TaskId> isOffered(int n) {
    return happens(
            new ChronosEvent.Offered(
                List.of(
                    new Offer(
                        new OfferId("o" + n),
                        AGENT,
                        "host",
                        "*",
                        Resources.of(3, 65_536, 1_000_000),
                        List.of()))))
        .stream()
        .filter(ChronosEffect.Launch.class::isInstance)
        .flatMap(e -> ((ChronosEffect.Launch) e).tasks().stream())
        .map(t -> t.run().attempt().orElseThrow().task())
        .toList();
  }

  private void tells(TaskId task, TaskState what) {
    happens(
        new ChronosEvent.Updated(
            new TaskUpdate(
                task,
                Optional.of(AGENT),
                what,
                Optional.empty(),
                "",
                Optional.empty(),
                now,
                Optional.empty(),
                List.of())));
  }
}
