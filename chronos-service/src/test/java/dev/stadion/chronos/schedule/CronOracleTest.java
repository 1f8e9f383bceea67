package dev.stadion.chronos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.schedule.cron.CronDialect;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cron against {@link CronReference} (promises.md §4.5): around every change of the clocks, through
 * whole months, at leap days and at the end of time. {@code -Dstadion.oracle=Europe} walks through
 * every minute of a century in every zone whose id begins like this; {@code all} takes hours.
 */
class CronOracleTest {
  private static final List<String> FIXED =
      List.of(
          "30 2 * * *",
          "0 0 * * *",
          "15,45 0-3 * * *",
          "*/20 1,2 * * *",
          "30 * * * *",
          "*/7 */3 * * *",
          "0 3 * * SUN",
          "59 23 31 12 *",
          "0 2 1-7 * SUN",
          "0 2 */5 3,10 MON",
          "0 0 29 2 *",
          "30 2 ? * 1L",
          "30 2 ? * 1#2",
          "0 1 L * ?",
          "0 1 LW * ?",
          "0 1 L-2W * ?",
          "0 1 15W * ?",
          "0 1 1W,31W * ?");

  /** Quartz needs a second, which the reference does not know. */
  private static Ticks ticks(String text, ZoneId zone, CronDst dst) {
    boolean quartz = text.contains("?");
    return CronEntry.parse(quartz ? "0 " + text : text, CronDialect.AUTO)
        .ticks(zone, dst, Instant.EPOCH);
  }

  private static void compare(String text, ZoneId zone, CronDst dst, Instant from, Instant until) {
    List<Instant> expected = new CronReference(text, dst).fires(zone, from, until);
    Ticks ticks = ticks(text, zone, dst);
    Instant before = from.minusMillis(1);

    assertThat(ticks.stream(before).takeWhile(tick -> tick.isBefore(until)).toList())
        .as("%s %s in %s", text, dst, zone)
        .isEqualTo(expected);
    assertThat(ticks.count(before, until.minusMillis(1)))
        .as("count of %s %s in %s from %s until %s", text, dst, zone, from, until)
        .isEqualTo(expected.size());
    if (!expected.isEmpty()) {
      assertThat(Agenda.plain(ticks).latest(expected.getFirst(), until.minusMillis(1)))
          .isEqualTo(expected.getLast());
    }
  }

  private static List<Instant> changes(ZoneId zone, String from, String until) {
    List<Instant> changes = new ArrayList<>();
    Instant end = Instant.parse(until);
    ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.parse(from));
    while (change != null && change.getInstant().isBefore(end)) {
      changes.add(change.getInstant());
      change = zone.getRules().nextTransition(change.getInstant());
    }
    return changes.isEmpty() ? List.of(Instant.parse("2024-02-29T00:00:00Z")) : changes;
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
  void aroundEveryChangeOfTheClocks(String id) {
    ZoneId zone = ZoneId.of(id);
    for (Instant change : changes(zone, "2010-01-01T00:00:00Z", "2020-01-01T00:00:00Z")) {
      Instant from = change.minus(Duration.ofHours(15));
      Instant until = change.plus(Duration.ofHours(35));
      for (String text : FIXED) {
        for (CronDst dst : CronDst.values()) {
          compare(text, zone, dst, from, until);
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomExpressionsThroughWholeMonths(long seed) {
    var random = new Random(seed);
    List<String> zones =
        List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo");
    for (int i = 0; i < 20; i++) {
      ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
      Instant from =
          Instant.parse("2000-01-01T00:00:00Z")
              .plus(Duration.ofDays(random.nextInt(36_000)))
              .plus(Duration.ofMinutes(random.nextInt(1440)));
      compare(
          expression(random),
          zone,
          random.nextBoolean() ? CronDst.ONCE : CronDst.LITERAL,
          from,
          from.plus(Duration.ofDays(20)));
    }
  }

  private static String expression(Random random) {
    return "%s %s %s %s %s"
        .formatted(
            field(random, 0, 59),
            field(random, 0, 23),
            field(random, 1, 31),
            random.nextInt(3) == 0 ? field(random, 1, 12) : "*",
            field(random, 0, 7));
  }

  private static String field(Random random, int min, int max) {
    int a = min + random.nextInt(max - min + 1);
    int b = a + random.nextInt(max - a + 1);
    return switch (random.nextInt(6)) {
      case 0 -> "*";
      case 1 -> "*/" + (1 + random.nextInt(max));
      case 2 -> a + "-" + b;
      case 3 -> a + "-" + b + "/" + (1 + random.nextInt(7));
      case 4 -> a + "," + b;
      default -> Integer.toString(a);
    };
  }

  @Test
  void leapDaysAroundACenturyThatHasNone() {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    Ticks ticks = ticks("0 0 29 2 *", zone, CronDst.ONCE);

    assertThat(
            ticks.stream(Instant.parse("2090-01-01T00:00:00Z"))
                .limit(4)
                .map(tick -> tick.atZone(zone).toLocalDate().toString()))
        .containsExactly("2092-02-29", "2096-02-29", "2104-02-29", "2108-02-29");
  }

  @Test
  void theLastDaysOfYear9999() {
    for (String text : FIXED) {
      compare(
          text,
          ZoneId.of("UTC"),
          CronDst.ONCE,
          Instant.parse("9999-12-30T00:00:00Z"),
          Instant.parse("9999-12-31T23:59:00Z"));
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "stadion.oracle", matches = ".+")
  void aCenturyInEveryZone() {
    String begin = System.getProperty("stadion.oracle").replace("all", "");
    List<String> zones =
        ZoneId.getAvailableZoneIds().stream().filter(id -> id.startsWith(begin)).sorted().toList();
    assertThat(zones).isNotEmpty();
    for (String id : zones) {
      for (String text : List.of("30 2 * * *", "15 */2 * * *", "0 0 1 * MON")) {
        for (CronDst dst : CronDst.values()) {
          compare(
              text,
              ZoneId.of(id),
              dst,
              Instant.parse("2000-01-01T00:00:00Z"),
              Instant.parse("2100-01-01T00:00:00Z"));
        }
      }
    }
  }
}
