package dev.stadion.chronos.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md §3. */
class RepeatingIntervalTest {
  private static final Instant POSTED = Instant.parse("2026-01-01T00:00:00Z");

  private static Recurrence recurrence(String text, String zone) {
    return RepeatingInterval.parse(text)
        .recurrence(Optional.ofNullable(zone).map(Zones::of), POSTED);
  }

  private static List<String> ticks(String text, String zone, int count) {
    Recurrence recurrence = recurrence(text, zone);
    return LongStream.range(0, count)
        .mapToObj(k -> recurrence.tick(k).orElseThrow().toString())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FOO",
        "",
        "R/2014-01-01T00:00:00Z",
        "R/2014-01-01T00:00:00Z/",
        "r/2014-01-01T00:00:00Z/PT1S",
        "R/2014-01-01T00:00:00Z/pt1s",
        "R-2/2014-01-01T00:00:00Z/PT1M",
        "R/2014-13-01T00:00:00Z/PT1M",
        "R/2014-02-30T00:00:00Z/PT1M",
        "R/10000-01-01T00:00:00Z/PT1M",
        "R/2014-01-01T25:00:00Z/PT1M",
        "R/2014-W54-1/PT1M",
        "R/2013-366/PT1M",
        "R/2014-01-01T00:00:00Z/PT",
        "R/2014-01-01T00:00:00Z/P1H",
        "R/2014-01-01T00:00:00Z/PT-5M",
        "R/2014-01-01T00:00:00Z/P9999999999D",
        "R99999999999999999999/2014-01-01T00:00:00Z/PT5M",
        "xR/2014-01-01T00:00:00Z/PT5M",
        "PT5M/R",
      })
  void whatIsNoIntervalIsRefusedWithTheText(String text) {
    assertThatThrownBy(() -> RepeatingInterval.parse(text))
        .isInstanceOf(UnparsableScheduleException.class)
        .hasMessage("Cannot parse schedule '" + text + "'");
  }

  @Test
  void aStartBefore1970IsRefused() {
    assertThatThrownBy(() -> RepeatingInterval.parse("R/1970-01-01T00:00:00Z/P1D"))
        .hasMessage("Scheduled start date '1970-01-01T00:00:00Z' is before 1970!");
    assertThat(RepeatingInterval.parse("R/1970-01-01T00:00:01Z/P1D").repeats()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"R//P", "R2//P", "R/2014-01-01T00:00:00Z/PT0S", "R5//PT0.5S"})
  void aPeriodBelowOneSecondMayNotRepeat(String text) {
    assertThatThrownBy(() -> RepeatingInterval.parse(text))
        .isInstanceOf(UnparsableScheduleException.class)
        .hasMessageContaining("below one second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"R1//P", "R0//PT0S", "R1//PT0.1S", "R//PT1S"})
  void theRunOnceIdiomIsAccepted(String text) {
    assertThat(RepeatingInterval.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2014-03-05T10:20:30Z       | 2014-03-05T10:20:30Z",
        "2014-03-05T10:20:30.5Z     | 2014-03-05T10:20:30.500Z",
        "2014-03-05T10:20:30,25Z    | 2014-03-05T10:20:30.250Z",
        "2014-03-05T10:20Z          | 2014-03-05T10:20:00Z",
        "2014-03-05T10.5Z           | 2014-03-05T10:30:00Z",
        "2014-03-05T10Z             | 2014-03-05T10:00:00Z",
        "2014-03-05                 | 2014-03-05T00:00:00Z",
        "2014-W10-1                 | 2014-03-03T00:00:00Z",
        "2014-069                   | 2014-03-10T00:00:00Z",
        "2014-069T12:00             | 2014-03-10T12:00:00Z",
        "2014-03-05T10:20:30+02:00  | 2014-03-05T08:20:30Z",
        "2014-03-05T10:20:30-0430   | 2014-03-05T14:50:30Z",
        "2014-03-05T10:20:30+05     | 2014-03-05T05:20:30Z",
      })
  void startsAreReadInEveryFormOfIso8601(String start, String instant) {
    assertThat(recurrence("R/" + start + "/P1D", null).anchor()).isEqualTo(instant);
  }

  @ParameterizedTest
  @CsvSource({
    "R/2008-03-01T13:00:00-04:00/P1D,PST,2008-03-01T21:00:00Z",
    "R/2008-03-01T13:00:00Z/P1D,BST,2008-03-01T07:00:00Z",
    "R/2008-03-01T13:00:00Z/P1D,Europe/Paris,2008-03-01T12:00:00Z",
    "R/2008-03-01/P1D,PST,2008-03-01T08:00:00Z",
  })
  void aZoneKeepsTheWallClockAndReplacesWhatTheTextSays(String text, String zone, String instant) {
    assertThat(recurrence(text, zone).anchor()).isEqualTo(instant);
  }

  @Test
  void anUnknownZoneIsRefused() {
    assertThatThrownBy(() -> Zones.of("Mars/Olympus"))
        .hasMessage("Unknown time zone 'Mars/Olympus'");
    assertThat(Zones.of("PST")).isEqualTo(ZoneId.of("America/Los_Angeles"));
  }

  @Test
  void daysKeepTheWallClockOverTheGapInSpring() {
    assertThat(ticks("R/2025-03-29T02:30/P1D", "Europe/Paris", 3))
        .containsExactly("2025-03-29T01:30:00Z", "2025-03-30T01:30:00Z", "2025-03-31T00:30:00Z");
  }

  @Test
  void hoursKeepTheirDistanceOverTheGapInSpring() {
    assertThat(ticks("R/2025-03-29T02:30/PT24H", "Europe/Paris", 3))
        .containsExactly("2025-03-29T01:30:00Z", "2025-03-30T01:30:00Z", "2025-03-31T01:30:00Z");
  }

  @Test
  void aTimeThatOccursTwiceInAutumnIsTheFirst() {
    assertThat(ticks("R/2025-10-25T02:30/P1D", "Europe/Paris", 3))
        .containsExactly("2025-10-25T00:30:00Z", "2025-10-26T00:30:00Z", "2025-10-27T01:30:00Z");
  }

  @Test
  void monthsEndWithTheMonthAndDoNotDrift() {
    assertThat(ticks("R/2025-01-31T00:00:00Z/P1M", null, 4))
        .containsExactly(
            "2025-01-31T00:00:00Z",
            "2025-02-28T00:00:00Z",
            "2025-03-31T00:00:00Z",
            "2025-04-30T00:00:00Z");
  }

  @Test
  void theLeapDayComesBackEachLeapYear() {
    assertThat(ticks("R/2024-02-29T12:00:00Z/P1Y", null, 5))
        .containsExactly(
            "2024-02-29T12:00:00Z",
            "2025-02-28T12:00:00Z",
            "2026-02-28T12:00:00Z",
            "2027-02-28T12:00:00Z",
            "2028-02-29T12:00:00Z");
  }

  @Test
  void ticksEndWithYear9999() {
    Recurrence recurrence = recurrence("R/9999-12-30T00:00:00Z/P1D", null);

    assertThat(recurrence.tick(1)).isPresent();
    assertThat(recurrence.tick(2)).isEmpty();
    assertThat(recurrence.firstAfter(Instant.parse("9999-12-31T00:00:00Z"))).isEmpty();
  }

  @Test
  void aStartLeftOutIsTheMomentOfThePost() {
    assertThat(recurrence("R1//P", null).anchor()).isEqualTo(POSTED);
  }

  @ParameterizedTest
  @CsvSource({"P1Y2M3W4DT5H6M7.25S,P1Y2M3W4DT5H6M7.250S", "PT0S,PT0S", "P,PT0S", "PT24H,PT24H"})
  void periodsArePrintedWithoutTheirZeros(String text, String printed) {
    assertThat(Step.of(text)).hasToString(printed);
  }
}
