package dev.stadion.chronos.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.chronos.document.CalendarReader;
import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.run.BackfillOrder;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunHistory;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.schedule.Stretch;
import dev.stadion.chronos.scheduler.ChronosChange;
import dev.stadion.chronos.scheduler.ChronosEffect;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosHeart;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.HeartSettings;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.scheduling.heart.Extent;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The model and PostgreSQL are told the same and must remember the same, and both must remember
 * what the heart had in memory.
 */
class StoreContractTest {
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
        "TRUNCATE backfill, calendar, job, job_edge, retired_name, run, run_attempt, tick, event,"
            + " notice, framework, leader_epoch CASCADE");
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

  private Job job(String json) {
    return reader.read(
        StrictJson.object(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
        JobReader.Kind.ANY,
        NameRule.CHRONOS_2,
        now);
  }

  private List<TaskId> isOffered(int n) {
    List<ChronosEffect> effects =
        happens(
            new ChronosEvent.Offered(
                List.of(
                    new Offer(
                        new OfferId("o" + n),
                        AGENT,
                        "host",
                        "*",
                        Resources.of(3, 65_536, 1_000_000),
                        List.of()))));
    return effects.stream()
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
                Optional.of("COMMAND_EXECUTOR_FAILED"),
                "quoted \" and \\ and {braces}, NULL",
                Optional.empty(),
                now,
                Optional.empty(),
                List.of())));
  }

  /** Everything but the conversation with the master, which no store remembers. */
  private static ChronosState durable(ChronosState state) {
    return new ChronosState(
        state.jobs(),
        state.children(),
        state.due(),
        state.runs(),
        state.runsOf(),
        state.runOf(),
        state.queue(),
        state.deadlines(),
        0,
        state.retired(),
        state.unreadable(),
        state.framework(),
        ChronosState.Link.DOWN,
        state.backfills(),
        state.calendars(),
        state.alarms(),
        false,
        state.commons().durable(),
        0);
  }

  private void bothRememberAll() {
    ChronosState read = durable(postgres.load(1));
    assertThat(read).isEqualTo(durable(model.load(1)));
    assertThat(read).isEqualTo(durable(state));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void afterAnythingThatHappensBothRememberWhatTheHeartKnew(long seed) {
    var random = new Random(seed);
    happens(new ChronosEvent.Subscribed(new FrameworkId("f-" + seed)));
    List<TaskId> tasks = new ArrayList<>();
    for (int step = 0; step < 120; step++) {
      now = now.plus(Duration.ofMillis(random.nextInt(20_000)));
      String name = "job " + random.nextInt(6);
      switch (random.nextInt(12)) {
        case 0 ->
            happens(
                new ChronosEvent.PutJob(
                    job(
                        ("{'name':'%s','command':'x','retries':1,'expectedEvery':'PT1M',"
                                    + "'sla':{'startWithin':'PT10S','finishWithin':'PT30S'},"
                                    + "'notifications':[{'on':['late','success'],'type':'email'}],"
                                    + "'owner':'me@example.org','concurrent':%s,%s")
                                .formatted(
                                    name,
                                    random.nextBoolean(),
                                    random.nextBoolean() ? "'epsilon':'PT20S'," : "")
                            + "'schedule':'R%s/2026-01-01T10:00:00Z/PT13S'}"
                                .formatted(random.nextBoolean() ? "" : random.nextInt(5)))));
        case 1 ->
            happens(
                new ChronosEvent.PutJob(
                    job(
                        "{'name':'%s','command':'y','parents':['job %d','job %d']}"
                            .formatted(name, random.nextInt(6), random.nextInt(6)))));
        case 2 -> happens(new ChronosEvent.DeleteJob(name));
        case 3 -> happens(new ChronosEvent.RunNow(name, Optional.of("-a / \"b\"")));
        case 4 -> happens(new ChronosEvent.MarkSuccess(name));
        case 5 -> happens(new ChronosEvent.KillTasks(name, random.nextBoolean()));
        case 6 -> tasks.addAll(isOffered(step));
        case 7 -> happens(new ChronosEvent.WakeUp());
        case 8 -> happens(new ChronosEvent.PutJob(job(cronJob(random, name))));
        case 9 -> happens(new ChronosEvent.PutCalendar(calendar(random)));
        case 10 -> happens(new ChronosEvent.DeleteCalendar("c" + random.nextInt(3)));
        default -> {
          if (!tasks.isEmpty()) {
            TaskState[] all = TaskState.values();
            tells(tasks.get(random.nextInt(tasks.size())), all[random.nextInt(all.length)]);
          }
        }
      }
      if (step % 20 == 19) {
        bothRememberAll();
      }
    }
    bothRememberAll();
  }

  private static String cronJob(Random random, String name) {
    String cron =
        switch (random.nextInt(4)) {
          case 0 -> "'*/7 * * * * *'";
          case 1 -> "['@every 11s','0 * * * *']";
          case 2 -> "'CRON_TZ=Europe/Berlin 0/20 * 11 * * ?'";
          default -> "'@at 2026-01-01T10:05:00Z'";
        };
    String more =
        switch (random.nextInt(4)) {
          case 0 -> ",'calendars':['c%d'],'calendarPolicy':'next'".formatted(random.nextInt(3));
          case 1 -> ",'calendars':['c%d','c0']".formatted(random.nextInt(3));
          case 2 -> ",'notAfter':'2026-01-01T10:10:00Z','jitter':'0.5'";
          default -> ",'misfirePolicy':'fireAll','maxCatchup':3";
        };
    return "{'name':'%s','command':'x','cron':%s%s}".formatted(name, cron, more);
  }

  private static Calendar calendar(Random random) {
    String document =
        switch (random.nextInt(3)) {
          case 0 -> "{'excludeDates':['2026-01-01'],'annualDates':['12-25'],'timeZone':'UTC'}";
          case 1 -> "{'excludeTimes':[{'from':'10:02','to':'10:04:30'}]}";
          default ->
              "{'excludeRanges':[{'from':'2026-01-01T10:01','to':'2026-01-01T10:03'}],"
                  + "'excludeWeekdays':['SAT'],'includeDates':['2026-01-03']}";
        };
    return CalendarReader.read(
        StrictJson.object(document.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
        "c" + random.nextInt(3));
  }

  @Test
  void aWholeBatchOfChangesIsFoldedIntoTheLastValueOfEachRow() {
    List<ChronosChange> batch = new ArrayList<>();
    for (ChronosEvent event :
        List.of(
            new ChronosEvent.PutJob(job("{'name':'a','command':'x','schedule':'R5//PT1H'}")),
            new ChronosEvent.PutJob(job("{'name':'b','command':'x','parents':['a']}")),
            new ChronosEvent.MarkSuccess("a"),
            new ChronosEvent.DeleteJob("a"),
            new ChronosEvent.PutJob(job("{'name':'a','command':'z','schedule':'R1//PT1H'}")),
            new ChronosEvent.WakeUp())) {
      var decision = heart.decide(state, event, now);
      batch.addAll(decision.changes());
      state = decision.state();
    }
    postgres.commit(1, batch);
    model.commit(1, batch);

    bothRememberAll();
  }

  @Test
  void anOldEpochWritesNothing() {
    model.fence(2);
    sql("UPDATE leader_epoch SET epoch = 2");
    List<ChronosChange> changes =
        heart
            .decide(
                state,
                new ChronosEvent.PutJob(job("{'name':'a','command':'x','schedule':'R0//P'}")),
                now)
            .changes();

    for (StateStore<ChronosState, ChronosChange> store : List.of(postgres, model)) {
      assertThatThrownBy(() -> store.commit(1, changes)).isInstanceOf(StaleEpochException.class);
      assertThat(store.load(2).jobs()).isEmpty();
    }
  }

  @Test
  void aTickNeverHasTwoRuns() {
    var put =
        heart.decide(
            state,
            new ChronosEvent.PutJob(job("{'name':'a','command':'x','schedule':'R//PT1H'}")),
            now);
    postgres.commit(1, put.changes());
    model.commit(1, put.changes());
    List<ChronosChange> again =
        put.changes().stream()
            .filter(ChronosChange.RunSaved.class::isInstance)
            .map(ChronosChange.RunSaved.class::cast)
            .map(saved ->
                (ChronosChange)
                    new ChronosChange.RunSaved(
                        Copies.withId(saved.run(), 4711), saved.extent(), List.of()))
            .toList();

    assertThat(again).isNotEmpty();
    for (StateStore<ChronosState, ChronosChange> store : List.of(postgres, model)) {
      assertThatThrownBy(() -> store.commit(1, again)).isNotInstanceOf(StaleEpochException.class);
    }
  }

  /** chronos.md B-35; only the database can tell of a leader that believes it still leads. */
  @Test
  void aSetOfParentsRunsNeverHasTwoRuns() {
    for (String json :
        List.of(
            "{'name':'a','command':'x','schedule':'R1//PT1H'}",
            "{'name':'b','command':'x','parents':['a']}")) {
      happens(new ChronosEvent.PutJob(job(json)));
    }
    happens(new ChronosEvent.WakeUp());
    long parent = state.openRuns("a").iterator().next().id();
    isOffered(1).forEach(task -> tells(task, TaskState.FINISHED));
    Run child = state.openRuns("b").iterator().next();
    assertThat(child.parentRuns()).containsExactly(parent);

    assertThatThrownBy(() ->
            postgres.commit(
                1,
                List.of(
                    new ChronosChange.RunSaved(Copies.withId(child, 4711), Extent.NEW, List.of()))))
        .hasStackTraceContaining("run_once_per_parents");
  }

  @Test
  void aRowThatCannotBeReadIsPutAsideAndTheOthersGoOn() {
    for (String name : List.of("good", "bad")) {
      happens(
          new ChronosEvent.PutJob(
              job("{'name':'%s','command':'x','schedule':'R//PT1H'}".formatted(name))));
    }
    sql("UPDATE job SET definition = '{\"name\": \"bad\", \"cpus\": -7}' WHERE name = 'bad'");

    ChronosState read = postgres.load(1);

    assertThat(read.jobs()).containsOnlyKeys("good");
    assertThat(read.unreadable()).containsOnlyKeys("bad");
    assertThat(read.due()).hasSize(1);
  }

  @Test
  void jobsOfACalendarThatCannotBeReadArePutAside() {
    happens(new ChronosEvent.PutCalendar(calendar(new Random(1))));
    String calendar = state.calendars().firstKey();
    happens(
        new ChronosEvent.PutJob(
            job(
                "{'name':'a','command':'x','cron':'@daily','calendars':['%s']}"
                    .formatted(calendar))));
    happens(new ChronosEvent.PutJob(job("{'name':'b','command':'x','cron':'@daily'}")));
    sql("UPDATE calendar SET document = '{\"excludeDates\": [\"soon\"]}'");

    ChronosState read = postgres.load(1);

    assertThat(read.jobs()).containsOnlyKeys("b");
    assertThat(read.unreadable()).containsOnlyKeys("a", "calendar " + calendar);
  }

  @Test
  void anIntervalThatAnEarlierVersionLeftGoesOnWhereItStood() {
    happens(
        new ChronosEvent.PutJob(
            job("{'name':'a','command':'x','schedule':'R9/2026-01-01T09:00:30Z/PT1M'}")));
    ChronosState before = durable(postgres.load(1));
    sql("UPDATE job SET handled = NULL");

    assertThat(durable(postgres.load(1))).isEqualTo(before);
    assertThat(before.job("a").orElseThrow().nextDue())
        .contains(Instant.parse("2026-01-01T10:00:30Z"));
  }

  @Test
  void aPauseThatAnEarlierVersionBeganIsMadeUpForFromItsFirstTickOn() throws IOException {
    happens(
        new ChronosEvent.PutJob(
            job("{'name':'a','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1M'}")));
    happens(
        new ChronosEvent.PutJob(
            job("{'name':'b','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1M'}")));
    happens(new ChronosEvent.PauseJob("a"));
    for (int minute = 1; minute <= 3; minute++) {
      now = now.plusSeconds(60);
      happens(new ChronosEvent.WakeUp());
    }
    sql("UPDATE job SET held = NULL");

    sql(migration("V78__ticks_that_pauses_hold").split(";")[1]);

    ChronosState read = postgres.load(1);
    assertThat(read.job("a").orElseThrow().timetable().orElseThrow().bringBack().wanted())
        .containsExactly(
            new Stretch(
                Instant.parse("2026-01-01T10:00:59.999Z"), Instant.parse("2026-01-01T10:03:00Z")));
    assertThat(read.job("b").orElseThrow().timetable().orElseThrow().held()).isEmpty();
  }

  private static String migration(String name) throws IOException {
    try (InputStream file =
        StoreContractTest.class.getResourceAsStream("/db/migration/chronos/" + name + ".sql")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Run takes(int n, Duration time) {
    TaskId task = isOffered(n).getFirst();
    now = now.plus(time);
    tells(task, TaskState.RUNNING);
    tells(task, TaskState.FINISHED);
    return model.allRuns().getLast();
  }

  /** chronos.md §1.5: what ran again for a tick of the past did not take since then. */
  @Test
  void whatIsRunAgainIsTimedFromWhenItWasWanted_B50() {
    happens(new ChronosEvent.Subscribed(new FrameworkId("f")));
    happens(
        new ChronosEvent.PutJob(
            job("{'name':'a','command':'x','schedule':'R9/2026-01-01T10:00:00Z/P1D'}")));
    Run first = takes(1, Duration.ofSeconds(1));
    now = now.plus(Duration.ofHours(7));

    happens(new ChronosEvent.Rerun(first));
    takes(2, Duration.ofSeconds(2));
    now = now.plus(Duration.ofHours(7));
    happens(
        new ChronosEvent.StartBackfill(
            "a",
            new BackfillOrder(
                Instant.EPOCH,
                now,
                List.of(
                    Instant.parse("2025-12-01T10:00:00Z"), Instant.parse("2025-12-02T10:00:00Z")),
                0,
                1,
                false,
                new TreeMap<>())));
    takes(3, Duration.ofSeconds(3));
    takes(4, Duration.ofSeconds(4));

    RunHistory.Durations durations = new PostgresRunHistory(database).durations("a");
    assertThat(durations.count()).isEqualTo(4);
    assertThat(durations.mean()).isEqualTo(2500);
    assertThat(durations.percentiles()).allMatch(took -> took >= 2500 && took < 4000);
  }

  @Test
  void theHistoryKnowsHowLongRunsTookAndWhatBecameOfTasks() {
    happens(new ChronosEvent.Subscribed(new FrameworkId("f")));
    happens(
        new ChronosEvent.PutJob(
            job("{'name':'a','command':'x','schedule':'R9/2026-01-01T10:00:00Z/PT1M'}")));
    for (int run = 1; run <= 3; run++) {
      TaskId task = isOffered(run).getFirst();
      now = now.plusSeconds(run);
      tells(task, TaskState.RUNNING);
      tells(task, run == 3 ? TaskState.KILLED : TaskState.FINISHED);
      now = Instant.parse("2026-01-01T10:00:00Z").plusSeconds(60L * run);
      happens(new ChronosEvent.WakeUp());
    }
    RunHistory history = new PostgresRunHistory(database);

    assertThat(history.durations("a"))
        .isEqualTo(new RunHistory.Durations(2, 1500, List.of(1500d, 1750d, 1950d, 1980d, 1990d)));
    assertThat(history.durations()).containsOnlyKeys("a");
    assertThat(history.latest("a", 2))
        .extracting(record -> record.state().name())
        .containsExactly("KILLED", "SUCCEEDED");

    long declared = state.job("a").orElseThrow().generation();
    happens(new ChronosEvent.PauseJob("a"));
    now = now.plusSeconds(60);
    happens(new ChronosEvent.WakeUp());
    happens(new ChronosEvent.ResumeJob("a", true));
    bothRememberAll();
    assertThat(state.job("a").orElseThrow().generation()).isGreaterThan(declared);
    assertThat(history.durations("a").count()).as("B-50: after ticks are made up for").isEqualTo(2);
    happens(new ChronosEvent.PutJob(job("{'name':'a','command':'x','schedule':'R0//PT1M'}")));
    assertThat(history.durations("a").count()).isZero();
  }
}
