package dev.stadion.chronos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.schedule.Firing.TickRun;
import dev.stadion.chronos.schedule.cron.CronDialect;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** chronos.md §4.1, §4.4, §12.4 and promises.md P3: every tick has exactly one outcome. */
class TimetableTest {
  private static Timetable timetable(String text) {
    RepeatingInterval interval = RepeatingInterval.parse(text);
    Agenda agenda = Agenda.plain(interval.recurrence(Optional.empty(), at("10:00:00")));
    return Timetable.start(new Schedule.Interval(interval), agenda, at("10:00:00"));
  }

  private static Timetable cron(String text) {
    CronEntry entry = CronEntry.parse(text, CronDialect.AUTO);
    var cron = new Schedule.Cron(List.of(entry), false, Optional.empty(), Optional.empty());
    Agenda agenda = Agenda.plain(Agenda.ticks(cron, Optional.of(ZoneOffset.UTC), at("10:00:00")));
    return Timetable.start(cron, agenda, at("10:00:00"));
  }

  private static FiringRule within(Duration epsilon) {
    return new FiringRule(
        Optional.of(epsilon), Misfire.Policy.COALESCE, 100, Duration.ofSeconds(60));
  }

  private static FiringRule rule(Misfire.Policy policy, int maxCatchup) {
    return new FiringRule(Optional.empty(), policy, maxCatchup, Duration.ofSeconds(60));
  }

  private static Instant at(String time) {
    return Instant.parse("2026-01-01T" + time + "Z");
  }

  private static TickRun only(Firing firing) {
    assertThat(firing.runs()).hasSize(1);
    return firing.runs().getFirst();
  }

  @Test
  void nothingIsDueBeforeTheStart() {
    Timetable timetable = timetable("R/2026-01-01T10:00:00Z/PT1M");

    Firing firing = timetable.fire(FiringRule.PLAIN, at("09:59:59"));

    assertThat(firing.after()).isEqualTo(timetable);
    assertThat(firing.runs()).isEmpty();
  }

  @Test
  void theTicksOfAnOutageBecomeOneRunOfTheNewest() {
    Timetable timetable = timetable("R/2026-01-01T10:01:00Z/PT1M");

    Firing firing = timetable.fire(FiringRule.PLAIN, at("10:05:10"));

    assertThat(only(firing).tick()).isEqualTo(at("10:05:00"));
    assertThat(only(firing).older()).contains(new TickRange(at("10:01:00"), at("10:04:00"), 4));
    assertThat(firing.missed()).isEmpty();
    assertThat(firing.after().nextDue()).contains(at("10:06:00"));
  }

  @Test
  void anOutageOfAYearOfSecondsCostsAsMuchAsOneOfAMinute() {
    for (Timetable timetable :
        List.of(timetable("R/2025-01-01T10:00:00Z/PT1S"), cron("* * * * * *"))) {
      Instant now = timetable.handled().plus(Duration.ofDays(365));

      Firing firing = timetable.fire(FiringRule.PLAIN, now);

      assertThat(Duration.between(only(firing).tick(), now)).isLessThan(Duration.ofSeconds(1));
      assertThat(only(firing).count()).isEqualTo(365L * 86_400);
    }
  }

  @Test
  void aCoalescedRunTakesOneRepeat() {
    Timetable timetable = timetable("R5/2012-01-01T10:00:00Z/P1D");

    Timetable after = timetable.fire(FiringRule.PLAIN, at("12:00:00")).after();

    assertThat(after.repeatsLeft()).hasValue(4);
    assertThat(after.nextDue()).contains(Instant.parse("2026-01-02T10:00:00Z"));
    assertThat(after.print()).isEqualTo("R4/2026-01-02T10:00:00.000Z/P1D");
  }

  @Test
  void withEpsilonOlderTicksAreMissedAndEachTakesARepeat() {
    Timetable timetable = timetable("R10/2026-01-01T10:00:00Z/PT1M");

    Firing firing = timetable.fire(within(Duration.ofSeconds(90)), at("10:05:10"));

    assertThat(firing.missed()).containsExactly(new TickRange(at("10:00:00"), at("10:03:00"), 4));
    assertThat(only(firing).older()).contains(new TickRange(at("10:04:00"), at("10:04:00"), 1));
    assertThat(only(firing).tick()).isEqualTo(at("10:05:00"));
    assertThat(firing.after().repeatsLeft()).hasValue(4);
  }

  @Test
  void withEpsilonAllMayBeMissed() {
    Timetable timetable = timetable("R3/2026-01-01T10:00:00Z/PT1M");

    Firing firing = timetable.fire(within(Duration.ofSeconds(5)), at("11:00:00"));

    assertThat(firing.runs()).isEmpty();
    assertThat(firing.missed()).containsExactly(new TickRange(at("10:00:00"), at("10:02:00"), 3));
    assertThat(firing.after().isExhausted()).isTrue();
    assertThat(firing.after().nextDue()).isEmpty();
  }

  @Test
  void aTickExactlyEpsilonOldIsStillGood() {
    Timetable timetable = timetable("R/2026-01-01T10:00:00Z/PT1H");
    FiringRule rule = within(Duration.ofSeconds(30));

    assertThat(only(timetable.fire(rule, at("10:00:30"))).tick()).isEqualTo(at("10:00:00"));
    assertThat(timetable.fire(rule, at("10:00:30.001")).runs()).isEmpty();
  }

  @Test
  void zeroRepeatsNeverFire() {
    assertThat(timetable("R0/2012-01-01T10:00:00Z/P1D").nextDue()).isEmpty();
  }

  @Test
  void theRunOnceIdiomFiresOnce() {
    Firing firing = timetable("R1//P").fire(FiringRule.PLAIN, at("10:00:00"));

    assertThat(only(firing).tick()).isEqualTo(at("10:00:00"));
    assertThat(firing.after().nextDue()).isEmpty();
    assertThat(firing.after().print()).isEqualTo("R0/2026-01-01T10:00:00.000Z/PT0S");
  }

  @Test
  void aClockThatIsSetBackRepeatsNothing() {
    Timetable after =
        timetable("R/2026-01-01T10:00:00Z/PT1M").fire(FiringRule.PLAIN, at("10:30:00")).after();

    assertThat(after.fire(FiringRule.PLAIN, at("10:10:00")).runs()).isEmpty();
    assertThat(after.nextDue()).contains(at("10:31:00"));
  }

  // ---- misfires (§12.4): a minute's period, nobody there from 10:00:30 to 10:05:10 -----------

  @Test
  void fireAllMakesOneRunForEachOldestFirst() {
    Firing firing = cron("* * * * *").fire(rule(Misfire.Policy.FIRE_ALL, 100), at("10:05:10"));

    assertThat(firing.runs())
        .extracting(TickRun::tick)
        .containsExactly(
            at("10:01:00"), at("10:02:00"), at("10:03:00"), at("10:04:00"), at("10:05:00"));
    assertThat(firing.runs()).allMatch(run -> run.count() == 1);
    assertThat(firing.missed()).isEmpty();
  }

  @Test
  void fireAllMakesUpForTheNewestOnlyAndTheOthersAreMissed() {
    Firing firing = cron("* * * * *").fire(rule(Misfire.Policy.FIRE_ALL, 2), at("10:05:10"));

    assertThat(firing.runs())
        .extracting(TickRun::tick)
        .containsExactly(at("10:04:00"), at("10:05:00"));
    assertThat(firing.missed()).containsExactly(new TickRange(at("10:01:00"), at("10:03:00"), 3));
  }

  @Test
  void fireAllNeverMakesMoreRunsThanThereAreRepeats() {
    Firing firing =
        timetable("R3/2026-01-01T10:01:00Z/PT1M")
            .fire(rule(Misfire.Policy.FIRE_ALL, 100), at("10:05:10"));

    assertThat(firing.runs())
        .extracting(TickRun::tick)
        .containsExactly(at("10:01:00"), at("10:02:00"), at("10:03:00"));
    assertThat(firing.after().isExhausted()).isTrue();
  }

  @Test
  void skipRunsWhatIsNotOlderThanTheThreshold() {
    Firing firing = cron("* * * * *").fire(rule(Misfire.Policy.SKIP, 100), at("10:05:10"));

    assertThat(only(firing)).isEqualTo(new TickRun(at("10:05:00"), List.of()));
    assertThat(firing.missed()).containsExactly(new TickRange(at("10:01:00"), at("10:04:00"), 4));
  }

  @Test
  void aSingleTickOlderThanTheThresholdIsMissedUnderSkip() {
    Firing firing = cron("0 10,11 * * *").fire(rule(Misfire.Policy.SKIP, 100), at("11:01:00.001"));

    assertThat(firing.runs()).isEmpty();
    assertThat(firing.missed()).containsExactly(new TickRange(at("11:00:00"), at("11:00:00"), 1));
  }

  @Test
  void whatIsNotWantedIsPassedOverWithoutTakingRepeats() {
    Timetable.PassedOver passed =
        timetable("R5/2026-01-01T10:01:00Z/PT1M").passOver(at("10:03:10"));

    assertThat(passed.ticks()).contains(new TickRange(at("10:01:00"), at("10:03:00"), 3));
    assertThat(passed.after().repeatsLeft()).hasValue(5);
    assertThat(passed.after().nextDue()).contains(at("10:04:00"));
  }
}
