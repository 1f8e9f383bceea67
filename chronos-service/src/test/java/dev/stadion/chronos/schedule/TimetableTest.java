package dev.stadion.chronos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** chronos.md §4.1, §4.4 and promises.md P3: every tick has exactly one outcome. */
class TimetableTest {
  private static Timetable timetable(String text) {
    RepeatingInterval interval = RepeatingInterval.parse(text);
    return Timetable.start(interval, interval.recurrence(Optional.empty(), at("10:00:00")));
  }

  private static Instant at(String time) {
    return Instant.parse("2026-01-01T" + time + "Z");
  }

  @Test
  void nothingIsDueBeforeTheStart() {
    Timetable timetable = timetable("R/2026-01-01T10:00:00Z/PT1M");

    Timetable.Firing firing = timetable.fire(Optional.empty(), at("09:59:59"));

    assertThat(firing.after()).isEqualTo(timetable);
    assertThat(firing.run()).isEmpty();
  }

  @Test
  void theTicksOfAnOutageBecomeOneRunOfTheNewest() {
    Timetable timetable = timetable("R/2026-01-01T10:01:00Z/PT1M");

    Timetable.Firing firing = timetable.fire(Optional.empty(), at("10:05:10"));

    assertThat(firing.run()).contains(at("10:05:00"));
    assertThat(firing.coalesced()).contains(new TickRange(at("10:01:00"), at("10:04:00"), 4));
    assertThat(firing.missed()).isEmpty();
    assertThat(firing.after().nextDue()).contains(at("10:06:00"));
  }

  @Test
  void anOutageOfAYearOfSecondsCostsAsMuchAsOneOfAMinute() {
    Timetable timetable = timetable("R/2025-01-01T10:00:00Z/PT1S");

    Timetable.Firing firing = timetable.fire(Optional.empty(), at("10:00:00"));

    assertThat(firing.run()).contains(at("10:00:00"));
    assertThat(firing.coalesced().orElseThrow().count()).isEqualTo(365L * 86_400);
  }

  @Test
  void aCoalescedRunTakesOneRepeat() {
    Timetable timetable = timetable("R5/2012-01-01T10:00:00Z/P1D");

    Timetable after = timetable.fire(Optional.empty(), at("12:00:00")).after();

    assertThat(after.repeatsLeft()).hasValue(4);
    assertThat(after.nextDue()).contains(Instant.parse("2026-01-02T10:00:00Z"));
    assertThat(after.print()).isEqualTo("R4/2026-01-02T10:00:00.000Z/P1D");
  }

  @Test
  void withEpsilonOlderTicksAreMissedAndEachTakesARepeat() {
    Timetable timetable = timetable("R10/2026-01-01T10:00:00Z/PT1M");

    Timetable.Firing firing = timetable.fire(Optional.of(Duration.ofSeconds(90)), at("10:05:10"));

    assertThat(firing.missed()).contains(new TickRange(at("10:00:00"), at("10:03:00"), 4));
    assertThat(firing.coalesced()).contains(new TickRange(at("10:04:00"), at("10:04:00"), 1));
    assertThat(firing.run()).contains(at("10:05:00"));
    assertThat(firing.after().repeatsLeft()).hasValue(4);
  }

  @Test
  void withEpsilonAllMayBeMissed() {
    Timetable timetable = timetable("R3/2026-01-01T10:00:00Z/PT1M");

    Timetable.Firing firing = timetable.fire(Optional.of(Duration.ofSeconds(5)), at("11:00:00"));

    assertThat(firing.run()).isEmpty();
    assertThat(firing.missed().orElseThrow().count()).isEqualTo(3);
    assertThat(firing.after().isExhausted()).isTrue();
    assertThat(firing.after().nextDue()).isEmpty();
  }

  @Test
  void aTickExactlyEpsilonOldIsStillGood() {
    Timetable timetable = timetable("R/2026-01-01T10:00:00Z/PT1H");

    assertThat(timetable.fire(Optional.of(Duration.ofSeconds(30)), at("10:00:30")).run())
        .contains(at("10:00:00"));
    assertThat(timetable.fire(Optional.of(Duration.ofSeconds(30)), at("10:00:30.001")).run())
        .isEmpty();
  }

  @Test
  void zeroRepeatsNeverFire() {
    assertThat(timetable("R0/2012-01-01T10:00:00Z/P1D").nextDue()).isEmpty();
  }

  @Test
  void theRunOnceIdiomFiresOnce() {
    Timetable.Firing firing = timetable("R1//P").fire(Optional.empty(), at("10:00:00"));

    assertThat(firing.run()).contains(at("10:00:00"));
    assertThat(firing.after().nextDue()).isEmpty();
    assertThat(firing.after().print()).isEqualTo("R0/2026-01-01T10:00:00.000Z/PT0S");
  }

  @Test
  void aClockThatIsSetBackRepeatsNothing() {
    Timetable after =
        timetable("R/2026-01-01T10:00:00Z/PT1M").fire(Optional.empty(), at("10:30:00")).after();

    assertThat(after.fire(Optional.empty(), at("10:10:00")).run()).isEmpty();
    assertThat(after.nextDue()).contains(at("10:31:00"));
  }

  @Test
  void aScheduleIsShownAsWrittenUntilItsFirstTick() {
    assertThat(timetable("R10/2026-01-01T10:00Z/PT1M").print())
        .isEqualTo("R10/2026-01-01T10:00Z/PT1M");
  }
}
