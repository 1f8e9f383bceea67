package dev.stadion.chronos.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md §12.10 and B-45: what runs are called, and how attempts ended. */
class RunIdTest {
  private static final Instant CREATED = Instant.parse("2026-01-01T10:00:00.123Z");

  @ParameterizedTest
  @ValueSource(longs = {1, 31, 32, 4_000_000_000L, Long.MAX_VALUE})
  void anIdIsAUlidAndCanBeReadAgain(long number) {
    var id = new RunId(CREATED, number);

    assertThat(id.text()).matches("[0-9A-HJKMNP-TV-Z]{26}");
    assertThat(RunId.parse(id.text())).contains(id);
    assertThat(RunId.parse(id.text().toLowerCase(java.util.Locale.ROOT))).contains(id);
  }

  @Test
  void idsSortByCreation() {
    assertThat(new RunId(CREATED, 2).text())
        .isGreaterThan(new RunId(CREATED, 1).text())
        .isLessThan(new RunId(CREATED.plusMillis(1), 1).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "01KDX2M5VV0000000000000000",
        "UUUUUUUUUUUUUUUUUUUUUUUUUU",
        "ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
        "01KDX2M5VV00000000000000011"
      })
  void whatWasNeverMadeIsNoId(String text) {
    assertThat(RunId.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Command exited with status 0,0",
    "Command exited with status 7,7",
    "Command exited with status 255,255",
    "killed,",
    "Command exited with status 300,",
    "Command exited with status 1 or so,",
  })
  void theExitCodeIsReadFromTheEndOfTheMessage(String message, Integer code) {
    assertThat(Exit.of(AttemptState.FAILED, message).code())
        .isEqualTo(code == null ? OptionalInt.empty() : OptionalInt.of(code));
  }

  @Test
  void aSignalIsNamedAndASuccessIsZero() {
    assertThat(Exit.of(AttemptState.KILLED, "Command terminated with signal Killed"))
        .isEqualTo(new Exit(OptionalInt.empty(), Optional.of("Killed")));
    assertThat(Exit.of(AttemptState.SUCCEEDED, "").code()).hasValue(0);
    assertThat(Exit.of(AttemptState.LOST, "").code()).isEmpty();
  }
}
