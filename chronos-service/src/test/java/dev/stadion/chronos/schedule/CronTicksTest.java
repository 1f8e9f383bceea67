package dev.stadion.chronos.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.chronos.schedule.cron.CronDialect;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cron expressions, dialect by dialect, with the vectors of chronos.md §12.1. */
class CronTicksTest {
  private static final Instant POSTED = Instant.parse("2026-01-01T10:00:30Z");

  private static Ticks ticks(String text, ZoneId zone, CronDst dst) {
    return CronEntry.parse(text, CronDialect.AUTO).ticks(zone, dst, POSTED);
  }

  private static String next(String text, String from) {
    Instant time = LocalDateTime.parse(from).toInstant(ZoneOffset.UTC);
    return ticks(text, ZoneOffset.UTC, CronDst.ONCE).after(time).orElseThrow().toString();
  }

  private static boolean matchesDay(String text, String day) {
    Instant midnight = LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    return ticks(text, ZoneOffset.UTC, CronDst.ONCE)
        .after(midnight.minusMillis(1))
        .filter(midnight::equals)
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2012-07-09T14:59:59 | 0/15 * * * *          | 2012-07-09T15:00:00Z
          2012-07-09T15:45:00 | 20-35/15 * * * *      | 2012-07-09T16:20:00Z
          2012-07-09T23:35:00 | 0 0 9 Apr-Oct ?       | 2012-08-09T00:00:00Z
          2012-07-09T23:35:00 | 0 0 */5 Apr,Aug,Oct Mon | 2012-08-06T00:00:00Z
          2012-07-09T00:00:00 | 0 0 29 Feb ?          | 2016-02-29T00:00:00Z
          2012-07-09T15:00:00 | 0 15 * * *            | 2012-07-10T15:00:00Z
          2012-07-09T15:00:00 | 30 0 15 * * *         | 2012-07-09T15:00:30Z
          2012-07-09T15:00:00 | 0 0 * * 7             | 2012-07-15T00:00:00Z
          2012-07-09T15:00:00 | 0 0 * * SAT-SUN       | 2012-07-14T00:00:00Z
          2012-12-31T23:59:59 | * * * * * *           | 2013-01-01T00:00:00Z
          2099-03-01T00:00:00 | 0 0 29 2 *            | 2104-02-29T00:00:00Z
          2012-07-09T15:00:00 | @yearly               | 2013-01-01T00:00:00Z
          2012-07-09T15:00:00 | @annually             | 2013-01-01T00:00:00Z
          2012-07-09T15:00:00 | @monthly              | 2012-08-01T00:00:00Z
          2012-07-09T15:00:00 | @weekly               | 2012-07-15T00:00:00Z
          2012-07-09T15:00:00 | @daily                | 2012-07-10T00:00:00Z
          2012-07-09T15:00:00 | @midnight             | 2012-07-10T00:00:00Z
          2012-07-09T15:00:00 | @hourly               | 2012-07-09T16:00:00Z
          2012-07-09T15:00:00 | @minutely             | 2012-07-09T15:01:00Z
          2012-07-09T15:00:00 | CRON_TZ=Asia/Kathmandu 0 0 * * * | 2012-07-09T18:15:00Z
          2012-07-09T15:00:00 | TZ=Asia/Kathmandu @daily | 2012-07-09T18:15:00Z
          2026-01-01T10:00:30 | @every 90s            | 2026-01-01T10:02:00Z
          2026-01-01T10:00:30 | @every 1h30m          | 2026-01-01T11:30:30Z
          2026-01-01T10:00:30 | @every 1.5h           | 2026-01-01T11:30:30Z
          2026-01-01T10:00:30 | @every PT5M           | 2026-01-01T10:05:30Z
          2026-01-01T10:00:30 | @at 2026-03-01T12:00:00+02:00 | 2026-03-01T10:00:00Z
          2026-01-01T10:00:30 | @at 2026-03-01T12:00  | 2026-03-01T12:00:00Z
          """)
  void theNextTickIsStrictlyAfter(String from, String text, String expected) {
    assertThat(next(text, from)).isEqualTo(expected);
  }

  @Test
  void dateAndWeekdayAreOredUnlessOneStartsWithAStar() {
    assertThat(matchesDay("* * 1,15 * Sun", "2012-07-15")).isTrue();
    assertThat(matchesDay("* * 1,15 * Sun", "2012-06-15")).isTrue();
    assertThat(matchesDay("* * 1,15 * Sun", "2012-08-01")).isTrue();
    assertThat(matchesDay("* * 1,15 * Sun", "2012-07-14")).isFalse();
    assertThat(matchesDay("* * */10 * Sun", "2012-07-15")).isFalse();
    assertThat(matchesDay("* * 15 * *", "2012-07-15")).isTrue();
    assertThat(matchesDay("* * 15 * *", "2012-07-16")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2012-07-01T00:00 | 0 0 12 ? * 6L      | 2012-07-27T12:00:00Z
          2012-07-02T13:00 | 0 0 12 ? * 2#1     | 2012-08-06T12:00:00Z
          2012-07-01T00:00 | 0 0 12 ? * MON#5   | 2012-07-30T12:00:00Z
          2012-08-01T00:00 | 0 0 12 ? * MON#5   | 2012-10-29T12:00:00Z
          2012-06-01T00:00 | 0 0 12 LW * ?      | 2012-06-29T12:00:00Z
          2012-07-01T00:00 | 0 0 12 15W * ?     | 2012-07-16T12:00:00Z
          2012-09-01T00:00 | 0 0 12 15W * ?     | 2012-09-14T12:00:00Z
          2012-09-01T00:00 | 0 0 12 1W * ?      | 2012-09-03T12:00:00Z
          2012-09-01T00:00 | 0 0 12 30W * ?     | 2012-09-28T12:00:00Z
          2012-02-01T00:00 | 0 0 12 L * ?       | 2012-02-29T12:00:00Z
          2012-02-01T00:00 | 0 0 12 L-3 * ?     | 2012-02-26T12:00:00Z
          2012-07-01T00:00 | 0 0 12 ? * 1       | 2012-07-01T12:00:00Z
          2012-07-01T00:00 | 0 0 12 ? * L       | 2012-07-07T12:00:00Z
          2012-07-01T00:00 | 0 0 12 * * ? 2020  | 2020-01-01T12:00:00Z
          2012-07-01T00:00 | 0 0 22-2 ? * FRI-MON | 2012-07-01T01:00:00Z
          2012-07-01T02:30 | 0 0 22-2 ? * FRI-MON | 2012-07-01T22:00:00Z
          2012-07-01T00:00 | 0 0 12 * * * 2020  | 2020-01-01T12:00:00Z
          """)
  void quartzCountsFromTheEndAndToTheNearestWeekday(String from, String text, String expected) {
    assertThat(next(text, from)).isEqualTo(expected);
  }

  @Test
  void sixFieldsAreQuartzOnlyWhenTheySaySo() {
    // 1 is Monday for Unix and Sunday for Quartz; the names of months and days are no signs.
    assertThat(next("0 0 12 * JUL WED", "2012-07-01T00:00")).isEqualTo("2012-07-04T12:00:00Z");
    assertThat(next("0 0 12 * * 1", "2012-07-01T00:00")).isEqualTo("2012-07-02T12:00:00Z");
    assertThat(next("0 0 12 ? * 1", "2012-07-01T00:00")).isEqualTo("2012-07-01T12:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "* * * * FOO",
        "*/0 * * * *",
        "5-1 * * * *",
        "1,,2 * * * *",
        "- * * * *",
        "-1 * * * *",
        "1-2-3 * * * *",
        "1/2/3 * * * *",
        "a b c d e",
        "0 0 12 1 * 1 *",
        "0 0 12 ? * ?",
        "0 0 12 ? * 2#6",
        "0 0 12 L-31 * ?",
        "0 0 12 ? * 8",
        "0 0 12 * * ? 1969",
        "@reboot",
        "@often",
        "@daily 5",
        "@every",
        "@every 0s",
        "@every 500ms",
        "@every soon",
        "@every P",
        "@at",
        "@at noon",
        "TZ=Nowhere/Land 0 0 * * *",
        "TZ=UTC",
        "99999999999999999999 * * * *"
      })
  void whatIsWrongIsRefusedWithAReason(String text) {
    assertThatThrownBy(() -> CronEntry.parse(text, CronDialect.AUTO))
        .isInstanceOf(UnparsableScheduleException.class)
        .message()
        .isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4 *", "0 0 31 2,4,6,9,11 ?", "0 0 12 * * ? 2025"})
  void aDateThatNeverComesIsFound(String text) {
    CronEntry entry = CronEntry.parse(text, CronDialect.AUTO);
    var cron =
        new Schedule.Cron(
            List.of(entry), false, java.util.Optional.empty(), java.util.Optional.empty());

    assertThat(ScheduleCheck.neverFires(cron, ZoneOffset.UTC, POSTED))
        .contains("'%s' never fires within 28 years".formatted(text));
  }

  // ---- daylight saving (B-06, B-07) ----------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Europe/Paris | 2025-03-30 | 30 2 * * * | ONCE    | 01:00
          Europe/Paris | 2025-03-30 | 30 2 * * * | LITERAL |
          Europe/Paris | 2025-10-26 | 30 2 * * * | ONCE    | 00:30
          Europe/Paris | 2025-10-26 | 30 2 * * * | LITERAL | 00:30 01:30
          America/Los_Angeles | 2019-03-10 | 0 2 * * *  | LITERAL |
          America/Los_Angeles | 2019-11-03 | 30 1 * * * | LITERAL | 08:30 09:30
          America/Los_Angeles | 2019-11-03 | 30 1 * * * | ONCE    | 08:30
          America/Sao_Paulo   | 2018-11-04 | 0 0 * * *  | ONCE    | 03:00
          America/Sao_Paulo   | 2018-11-04 | 0 0 * * *  | LITERAL |
          Africa/Cairo        | 2024-04-26 | 15 0 * * * | ONCE    | 22:00-
          Australia/Lord_Howe | 2024-10-06 | 15 2 * * * | ONCE    | 15:30-
          Australia/Lord_Howe | 2024-04-07 | 45 1 * * * | LITERAL | 14:45- 15:15-
          Australia/Lord_Howe | 2024-04-07 | 45 1 * * * | ONCE    | 14:45-
          """)
  void onTheDayTheClocksChange(String zone, String day, String text, CronDst dst, String times) {
    ZoneId id = ZoneId.of(zone);
    LocalDate date = LocalDate.parse(day);
    Instant from = date.atStartOfDay(id).toInstant().minusMillis(1);
    Instant until = date.plusDays(1).atStartOfDay(id).toInstant();
    List<String> expected =
        times == null
            ? List.of()
            : java.util.Arrays.stream(times.split(" "))
                .map(time -> {
                  LocalDate of = time.endsWith("-") ? date.minusDays(1) : date;
                  return of + "T" + time.replace("-", "") + ":00Z";
                })
                .toList();

    assertThat(
            ticks(text, id, dst).stream(from)
                .takeWhile(tick -> tick.isBefore(until))
                .map(Instant::toString))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ONCE", "LITERAL"})
  void aFreeHourFollowsElapsedTime(CronDst dst) {
    Instant night = Instant.parse("2025-10-25T23:00:00Z");

    assertThat(
            ticks("30 * * * *", ZoneId.of("Europe/Paris"), dst).stream(night)
                .limit(4)
                .map(Instant::toString))
        .containsExactly(
            "2025-10-25T23:30:00Z",
            "2025-10-26T00:30:00Z",
            "2025-10-26T01:30:00Z",
            "2025-10-26T02:30:00Z");
  }

  @Test
  void aDayThatAZoneSkipsFiresWhenItIsOver() {
    // There was no 30 December 2011 in Apia.
    assertThat(
            ticks("0 9 * * *", ZoneId.of("Pacific/Apia"), CronDst.ONCE).stream(
                    Instant.parse("2011-12-29T00:00:00Z"))
                .limit(3)
                .map(Instant::toString))
        .containsExactly("2011-12-29T19:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T19:00:00Z");
  }

  @Test
  void severalSchedulesAreOneSet() {
    Ticks both =
        Ticks.of(
            List.of(
                ticks("0,30 * * * *", ZoneOffset.UTC, CronDst.ONCE),
                ticks("0,45 * * * *", ZoneOffset.UTC, CronDst.ONCE)));

    assertThat(both.stream(POSTED).limit(4).map(Instant::toString))
        .containsExactly(
            "2026-01-01T10:30:00Z",
            "2026-01-01T10:45:00Z",
            "2026-01-01T11:00:00Z",
            "2026-01-01T11:30:00Z");
  }

  @Test
  void equalExpressionsAreKeptOnce() {
    CronEntry one = CronEntry.parse("7 7 7 7 *", CronDialect.AUTO);
    CronEntry other = CronEntry.parse("7 7 7 7 *", CronDialect.AUTO);

    assertThat(((CronEntry.Expression) one).expression())
        .isSameAs(((CronEntry.Expression) other).expression());
  }

  @Test
  void theEndOfYear9999IsTheEnd() {
    Ticks yearly = ticks("0 0 1 1 *", ZoneOffset.UTC, CronDst.ONCE);

    assertThat(yearly.after(Instant.parse("9998-06-01T00:00:00Z")))
        .contains(Instant.parse("9999-01-01T00:00:00Z"));
    assertThat(yearly.after(Instant.parse("9999-06-01T00:00:00Z"))).isEmpty();
  }
}
