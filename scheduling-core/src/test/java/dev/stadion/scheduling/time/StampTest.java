package dev.stadion.scheduling.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StampTest {
  private static final DateTimeFormatter SLOW =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  @Test
  void everyDayOfEightCenturiesIsPrintedAsTheFormatterPrintsIt() {
    var random = new SplittableRandom(7);
    LocalDate last = LocalDate.of(2800, 1, 1);
    for (LocalDate day = LocalDate.EPOCH; day.isBefore(last); day = day.plusDays(1)) {
      Instant moment =
          day.atStartOfDay(ZoneOffset.UTC).toInstant().plusMillis(random.nextInt(86_400_000));
      assertThat(Stamp.of(moment)).isEqualTo(SLOW.format(moment));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00.000Z",
        "2000-02-29T23:59:59.999Z",
        "2100-02-28T12:00:00.001Z",
        "9999-12-31T23:59:59.999Z"
      })
  void theEdgesArePrintedAsTheyAreRead(String text) {
    assertThat(Stamp.of(Instant.parse(text))).isEqualTo(text);
  }

  @Test
  void finerTimesAreRoundedDown() {
    assertThat(Stamp.of(Instant.parse("2026-01-01T10:00:00.999999999Z")))
        .isEqualTo("2026-01-01T10:00:00.999Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1969-12-31T23:59:59.999Z", "+10000-01-01T00:00:00.000Z"})
  void whatLiesOutsideIsStillRead(String text) {
    assertThat(Stamp.of(Instant.parse(text))).isEqualTo(text);
  }
}
