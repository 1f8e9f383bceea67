package dev.stadion.chronos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The arithmetic against an enumerator that knows nothing of it: it walks through real time minute
 * by minute, asks the zone's offset for each, and reads the wall clock off like a person would.
 */
class RecurrenceOracleTest {

  /** The first instant whose wall clock shows {@code wanted}; after a gap, moved by the gap. */
  private static Instant read(ZoneId zone, LocalDateTime wanted) {
    Instant from = wanted.toInstant(ZoneOffset.UTC).minus(Duration.ofHours(26));
    Instant until = from.plus(Duration.ofHours(52));
    LocalDateTime before = null;
    for (Instant t = from; t.isBefore(until); t = t.plusSeconds(60)) {
      LocalDateTime shown = t.atOffset(zone.getRules().getOffset(t)).toLocalDateTime();
      if (shown.equals(wanted)) {
        return t;
      }
      if (before != null && before.isBefore(wanted) && shown.isAfter(wanted)) {
        // The clock jumped over it: as many minutes after the jump as it was after the last one.
        return t.plus(Duration.between(before.plusMinutes(1), wanted));
      }
      before = shown;
    }
    throw new AssertionError(wanted + " never comes in " + zone);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "America/Sao_Paulo",
        "Pacific/Apia",
        "Asia/Kathmandu",
        "UTC"
      })
  void everyDayAroundEveryChangeOfTheClock(String id) {
    ZoneId zone = ZoneId.of(id);
    for (int hour : List.of(0, 2)) {
      LocalDateTime start = LocalDateTime.of(2000, 1, 1, hour, 30);
      Recurrence daily =
          RepeatingInterval.parse("R/%s/P1D".formatted(start))
              .recurrence(Optional.of(zone), Instant.EPOCH);
      for (LocalDate day : daysWithChanges(zone)) {
        for (int around = -1; around <= 1; around++) {
          LocalDateTime wall = day.plusDays(around).atTime(hour, 30);
          long k = Duration.between(start, wall).toDays();
          assertThat(daily.tick(k)).as("%s in %s", wall, id).contains(read(zone, wall));
        }
      }
    }
  }

  private static List<LocalDate> daysWithChanges(ZoneId zone) {
    List<LocalDate> days = new ArrayList<>();
    Instant from = Instant.parse("2005-01-01T00:00:00Z");
    Instant until = Instant.parse("2030-01-01T00:00:00Z");
    var change = zone.getRules().nextTransition(from);
    while (change != null && change.getInstant().isBefore(until)) {
      days.add(change.getDateTimeBefore().toLocalDate());
      change = zone.getRules().nextTransition(change.getInstant());
    }
    return days.isEmpty() ? List.of(LocalDate.of(2020, 2, 29)) : days;
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1S", "PT90M", "P1D", "P1W", "P1M", "P1Y", "P1M2DT3H", "PT36H"})
  void theNextTickIsTheOneThatCountingFinds(String period) {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    Recurrence recurrence =
        RepeatingInterval.parse("R/2019-01-31T02:30/" + period)
            .recurrence(Optional.of(zone), Instant.EPOCH);
    long found = 0;
    for (int i = 0; i < 400; i++) {
      Instant time = recurrence.anchor().plus(Duration.ofMinutes(i * 53L).multipliedBy(i % 7));
      long expected = 0;
      while (!recurrence.tick(expected).orElseThrow().isAfter(time)) {
        expected += period.equals("PT1S") ? jump(recurrence, expected, time) : 1;
      }
      assertThat(recurrence.firstAfter(time)).hasValue(expected);
      found++;
    }
    assertThat(found).isEqualTo(400);
  }

  /** Seconds are too many to be counted one by one: far away, count by hours. */
  private static long jump(Recurrence recurrence, long k, Instant time) {
    return recurrence.tick(k + 3600).orElseThrow().isAfter(time) ? 1 : 3600;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aSkippedDayIsNotFiredTwice(long seedHour) {
    // In Apia there was no 30 December 2011: its tick and that of the 31st are one instant.
    Recurrence daily =
        RepeatingInterval.parse("R/2011-12-28T%02d:00/P1D".formatted(seedHour))
            .recurrence(Optional.of(ZoneId.of("Pacific/Apia")), Instant.EPOCH);
    Timetable timetable =
        Timetable.at(
            Agenda.plain(daily), daily.anchor().minusMillis(1), OptionalLong.empty(), false);
    List<Instant> fired = new ArrayList<>();
    for (int day = 0; day < 5; day++) {
      Instant due = timetable.nextDue().orElseThrow();
      Firing firing = timetable.fire(FiringRule.PLAIN, due);
      fired.add(firing.runs().getFirst().tick());
      timetable = firing.after();
    }
    assertThat(fired).doesNotHaveDuplicates().isSorted();
  }
}
