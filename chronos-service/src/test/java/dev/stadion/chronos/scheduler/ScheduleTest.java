package dev.stadion.chronos.scheduler;

import static dev.stadion.chronos.run.RunState.QUEUED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.stadion.chronos.document.CalendarReader;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.schedule.Preview;
import dev.stadion.chronos.scheduler.ChronosChange.TickOutcome;
import dev.stadion.scheduling.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md §12.1–§12.4: schedules beyond intervals, as the heart fires them. */
class ScheduleTest {
  private final World world = new World();

  private void putCalendar(String name, String document) {
    world.happens(
        new ChronosEvent.PutCalendar(
            CalendarReader.read(
                StrictJson.object(document.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                name)));
  }

  private void postCron(String cron, String more) {
    assertThat(world.post("{'name':'a','command':'x','cron':%s%s}".formatted(cron, more)))
        .isEqualTo(new ChronosOutcome.Done());
  }

  private List<String> ticks() {
    return world.runs("a").stream().map(run -> run.scheduledAt().toString()).toList();
  }

  /** Lets time pass and every run end at once. */
  private void lives(Duration time, Duration step) {
    Instant end = world.now().plus(time);
    while (world.now().isBefore(end)) {
      world.passes(step);
      world.runsAndEnds(TaskState.FINISHED);
    }
  }

  // ---- cron (B-01 … B-05) --------------------------------------------------------------------

  @Test
  void cronFiresStrictlyAfterThePostEvenOnATick() {
    postCron("'*/5 * * * *'", "");
    assertThat(world.runs("a")).isEmpty();

    lives(Duration.ofMinutes(11), Duration.ofMinutes(1));

    assertThat(ticks()).containsExactly("2026-01-01T10:05:00Z", "2026-01-01T10:10:00Z");
  }

  @Test
  void severalExpressionsFireTogetherOnce() {
    postCron("['*/5 * * * *','*/10 * * * *','7 * * * *']", "");

    lives(Duration.ofMinutes(11), Duration.ofMinutes(1));

    assertThat(ticks())
        .containsExactly("2026-01-01T10:05:00Z", "2026-01-01T10:07:00Z", "2026-01-01T10:10:00Z");
  }

  @Test
  void cronOfAnOutageIsOneRun() {
    postCron("'* * * * * *'", "");

    world.isDownFor(Duration.ofDays(31));

    assertThat(world.states("a")).containsExactly(QUEUED);
    assertThat(world.last("a").coalesced()).isEqualTo(31 * 86_400);
    assertThat(world.last("a").scheduledAt()).isEqualTo(world.now());
  }

  @Test
  void ticksBeforeNotBeforeAndAfterNotAfterDoNotExistAndThenTheJobIsDisabled() {
    postCron(
        "'* * * * *'", ",'notBefore':'2026-01-01T10:02:00Z','notAfter':'2026-01-01T10:03:30Z'");

    lives(Duration.ofMinutes(3), Duration.ofMinutes(1));
    assertThat(ticks()).containsExactly("2026-01-01T10:02:00Z", "2026-01-01T10:03:00Z");

    assertThat(world.job("a").job().disabled()).isTrue();
    assertThat(world.effects()).anyMatch(ChronosEffect.JobDisabled.class::isInstance);
  }

  @Test
  void anIntervalHasItsBoundsToo_B03() {
    world.post(
        "{'name':'a','command':'x','schedule':'R/2026-01-01T10:00:00Z/PT1M',"
            + "'notBefore':'2026-01-01T10:02:00Z','notAfter':'2026-01-01T10:03:30Z'}");

    lives(Duration.ofMinutes(4), Duration.ofMinutes(1));

    assertThat(ticks()).containsExactly("2026-01-01T10:02:00Z", "2026-01-01T10:03:00Z");
    assertThat(world.job("a").job().disabled()).isTrue();
  }

  @Test
  void theLastTickRunsEvenIfItFailsAndThenTheJobIsDisabled() {
    postCron("'@at 2026-01-01T10:01:00Z'", ",'retries':0");

    world.passes(Duration.ofMinutes(1));
    assertThat(world.job("a").job().disabled()).isFalse();
    world.runsAndEnds(TaskState.FAILED);

    assertThat(world.job("a").job().disabled()).isTrue();
    assertThat(ticks()).containsExactly("2026-01-01T10:01:00Z");
  }

  @Test
  void aJobWithoutTicksToComeIsDisabledAtOnceAndAManualOneIsNot() {
    postCron("'@at 2025-01-01T10:01:00Z'", "");
    assertThat(world.job("a").job().disabled()).isTrue();

    postCron("'@manually'", "");
    assertThat(world.job("a").job().disabled()).isFalse();
    world.happens(new ChronosEvent.RunNow("a", java.util.Optional.empty()));
    world.runsAndEnds(TaskState.FINISHED);
    assertThat(world.job("a").job().disabled()).isFalse();
  }

  @Test
  void everyCountsFromThePost() {
    world.passes(Duration.ofSeconds(17));
    postCron("'@every 1m30s'", "");

    lives(Duration.ofMinutes(4), Duration.ofSeconds(30));

    assertThat(ticks()).containsExactly("2026-01-01T10:01:47Z", "2026-01-01T10:03:17Z");
  }

  @Test
  void jitterDelaysEveryTickByTheSameAmount() {
    postCron("'* * * * *'", ",'jitter':'PT30S'");

    lives(Duration.ofMinutes(4), Duration.ofSeconds(1));

    List<Instant> ticks = world.runs("a").stream().map(Run::scheduledAt).toList();
    assertThat(ticks).hasSizeGreaterThanOrEqualTo(3);
    long shift = ticks.getFirst().toEpochMilli() % 60_000;
    assertThat(shift).isStrictlyBetween(0L, 30_000L);
    assertThat(ticks).allMatch(tick -> tick.toEpochMilli() % 60_000 == shift);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '0 0 30 2 *'  |                    | /cron
          '* * * * *'   | ,'jitter':60       | /jitter
          '* * * * *'   | ,'calendars':['x'] | /calendars
          """,
      quoteCharacter = '"')
  void whatCannotBeMeantIsRefused(String cron, String more, String path) {
    ChronosOutcome outcome =
        world.post(
            "{'name':'a','command':'x','cron':%s%s}".formatted(cron, more == null ? "" : more));

    assertThat(outcome).isInstanceOf(ChronosOutcome.Rejected.class);
    assertThat(((ChronosOutcome.Rejected) outcome).problems().getFirst().path()).isEqualTo(path);
    assertThat(world.state().jobs()).isEmpty();
  }

  @Test
  void theScheduleShownIsTheNextFireTime() {
    postCron("'30 12 * * *'", ",'scheduleTimeZone':'Europe/Berlin'");

    assertThat(world.job("a").shownSchedule()).isEqualTo("R/2026-01-01T11:30:00.000Z/P");
  }

  // ---- misfires (B-13 … B-15) ----------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"coalesce,1,0", "fireAll,5,0", "skip,1,4"})
  void theTicksOfAnOutageFollowTheMisfirePolicy(String policy, int runs, int missed) {
    postCron("'* * * * *'", ",'misfirePolicy':'%s'".formatted(policy));
    world.passes(Duration.ofSeconds(30));

    world.isDownFor(Duration.ofSeconds(280));

    assertThat(world.runs("a")).hasSize(runs);
    assertThat(world.last("a").scheduledAt()).isEqualTo(Instant.parse("2026-01-01T10:05:00Z"));
    assertThat(world.last("a").coalesced()).isEqualTo(policy.equals("coalesce") ? 5 : 1);
    assertThat(
            world.store().allTicks().stream()
                .filter(t -> t.outcome() == TickOutcome.MISSED)
                .mapToLong(t -> t.ticks().count())
                .sum())
        .isEqualTo(missed);
  }

  // ---- calendars (B-10 … B-12) ---------------------------------------------------------------

  @Test
  void anExcludedTickIsSkippedWithItsReasonAndTakesNoRepeat() {
    putCalendar("break", "{'excludeTimes':[{'from':'10:02','to':'10:04'}]}");
    world.post(
        "{'name':'a','command':'x','schedule':'R3/2026-01-01T10:01:00Z/PT1M',"
            + "'calendars':['break']}");

    lives(Duration.ofMinutes(6), Duration.ofMinutes(1));

    assertThat(ticks())
        .containsExactly("2026-01-01T10:01:00Z", "2026-01-01T10:04:00Z", "2026-01-01T10:05:00Z");
    assertThat(world.store().allTicks())
        .extracting(t -> t.ticks().first().toString(), t -> t.outcome(), t -> t.reason())
        .containsExactly(
            tuple("2026-01-01T10:02:00Z", TickOutcome.SKIPPED, "calendar:break"),
            tuple("2026-01-01T10:03:00Z", TickOutcome.SKIPPED, "calendar:break"));
  }

  @ParameterizedTest
  @CsvSource({
    "next,2026-01-02T12:00:00Z 2026-01-05T12:00:00Z 2026-01-06T12:00:00Z",
    "previous,2026-01-01T12:00:00Z 2026-01-02T12:00:00Z 2026-01-05T12:00:00Z",
  })
  void anExcludedDayMovesItsTicksToTheNextOrPreviousOneWhereTheyMerge(
      String policy, String expected) {
    // 1 January 2026 is a Thursday.
    putCalendar("weekends", "{'excludeWeekdays':['SAT','SUN']}");
    putCalendar("new-year", "{'annualDates':['01-01']}");
    String calendars = policy.equals("next") ? "'weekends','new-year'" : "'weekends'";
    postCron(
        "'0 12 * * *'", ",'calendars':[%s],'calendarPolicy':'%s'".formatted(calendars, policy));

    lives(Duration.ofDays(5).plusHours(3), Duration.ofHours(1));

    assertThat(String.join(" ", ticks())).startsWith(expected);
    assertThat(world.runs("a")).allMatch(run -> run.coalesced() == 1);
  }

  @Test
  void includedDatesWinOverExcludes() {
    putCalendar("weekends", "{'excludeWeekdays':['SAT','SUN'],'includeDates':['2026-01-03']}");
    postCron("'0 12 * * *'", ",'calendars':['weekends']");

    lives(Duration.ofDays(4).plusHours(3), Duration.ofHours(1));

    assertThat(ticks())
        .containsExactly(
            "2026-01-01T12:00:00Z",
            "2026-01-02T12:00:00Z",
            "2026-01-03T12:00:00Z",
            "2026-01-05T12:00:00Z");
  }

  @Test
  void aChangeOfACalendarBendsTheTicksToCome() {
    putCalendar("c", "{'excludeDates':['2026-01-01']}");
    postCron("'* * * * *'", ",'calendars':['c']");
    world.passes(Duration.ofMinutes(2));
    assertThat(world.runs("a")).isEmpty();

    putCalendar("c", "{}");
    world.passes(Duration.ofMinutes(1));

    assertThat(ticks()).containsExactly("2026-01-01T10:03:00Z");
  }

  @Test
  void aCalendarInUseStaysAndTheAnswerNamesTheJobs() {
    putCalendar("c", "{}");
    postCron("'* * * * *'", ",'calendars':['c']");

    assertThat(world.happens(new ChronosEvent.DeleteCalendar("c")))
        .isEqualTo(new ChronosOutcome.Conflict("Calendar 'c' is used by the jobs a"));
    world.happens(new ChronosEvent.DeleteJob("a"));
    assertThat(world.happens(new ChronosEvent.DeleteCalendar("c")))
        .isEqualTo(new ChronosOutcome.Done());
    assertThat(world.happens(new ChronosEvent.DeleteCalendar("c")))
        .isEqualTo(new ChronosOutcome.NotFound("Calendar 'c' not found"));
  }

  @Test
  void aCalendarThatExcludesEverythingNeverFiresAndNeverHangs() {
    putCalendar(
        "never",
        "{'excludeTimes':[{'from':'00:00','to':'12:00'}," + "{'from':'12:00','to':'24:00'}]}");
    for (String policy : List.of("skip", "next", "previous")) {
      postCron("'0 * * * *'", ",'calendars':['never'],'calendarPolicy':'%s'".formatted(policy));
      world.passes(Duration.ofHours(3));
    }

    assertThat(world.runs("a")).isEmpty();
    assertThat(world.store().allTicks()).hasSize(9);
  }

  // ---- preview (B-08, B-09) ------------------------------------------------------------------

  static List<String> schedules() {
    return List.of(
        "'cron':'*/7 * * * *'",
        "'cron':['0 */3 * * *','@every 50m']",
        "'cron':'30 2 * * *','scheduleTimeZone':'Europe/Berlin'",
        "'cron':'30 2 * * *','scheduleTimeZone':'Europe/Berlin','cronDst':'literal'",
        "'cron':'0 0 12 ? * 6L'",
        "'cron':'15 */2 * * *','jitter':'PT20M','scheduleTimeZone':'America/New_York'",
        "'cron':'0 9 * * *','calendars':['weekends']",
        "'cron':'0 9,18 * * *','calendars':['weekends'],'calendarPolicy':'next'",
        "'cron':'0 9,18 * * *','calendars':['weekends'],'calendarPolicy':'previous'",
        "'cron':'0 * * * *','notBefore':'2026-01-02T00:00:00Z','notAfter':'2026-01-02T05:00:00Z'",
        "'schedule':'R/2026-01-01T10:30:00Z/PT45M'",
        "'schedule':'R7/2026-01-01T09:30:00Z/PT45M'",
        "'schedule':'R5/2026-01-01T09:00:00Z/P1D','calendars':['weekends']",
        "'schedule':'R4/2026-01-01T11:00:00Z/PT1H','epsilon':'PT5M'",
        "'schedule':'R/2025-03-29T02:30:00/P1D','scheduleTimeZone':'Europe/Paris'");
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void whatThePreviewShowsIsWhatFires(String schedule) {
    putCalendar("weekends", "{'excludeWeekdays':['SAT','SUN'],'timeZone':'Asia/Kathmandu'}");
    world.post("{'name':'a','command':'x','concurrent':true,%s}".formatted(schedule));
    world.runsAndEnds(TaskState.FINISHED);
    Instant from = world.now();
    int fired = world.runs("a").size();
    Preview preview = Schedules.preview(world.job("a"), from, from, 12);

    List<Instant> seen = new ArrayList<>();
    Instant end = from.plus(Duration.ofDays(400));
    while (seen.size() < 12 && world.now().isBefore(end)) {
      world.passes(Duration.ofMinutes(1));
      world.runsAndEnds(TaskState.FINISHED);
      seen = world.runs("a").stream().skip(fired).map(Run::scheduledAt).toList();
      if (world.job("a").nextDue().isEmpty()) {
        break;
      }
    }

    assertThat(seen).isNotEmpty();
    assertThat(preview.fireTimes().subList(0, seen.size())).isEqualTo(seen);
    assertThat(preview.fireTimes()).hasSize(seen.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aLaterPreviewIsTheTailOfAnEarlierOne(long seed) {
    var random = new Random(seed);
    for (String schedule : schedules()) {
      putCalendar("weekends", "{'excludeWeekdays':['SAT','SUN']}");
      world.post("{'name':'a','command':'x','concurrent':true,%s}".formatted(schedule));
      Instant now = world.now();
      List<Instant> all = Schedules.preview(world.job("a"), now, now, 40).fireTimes();
      int skip = random.nextInt(Math.min(20, all.size()));

      List<Instant> tail =
          Schedules.preview(world.job("a"), now, all.get(skip), 40 - skip).fireTimes();

      assertThat(tail).as(schedule).isEqualTo(all.subList(skip, all.size()));
    }
  }
}
