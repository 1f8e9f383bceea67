package dev.stadion.chronos.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md §12.10 and B-45: what runs are called, and how attempts ended. */
class RunIdsTest {
  private static final Instant CREATED = Instant.parse("2026-01-01T10:00:00.123Z");

  @ParameterizedTest
  @ValueSource(longs = {1, 31, 32, 4_000_000_000L, Long.MAX_VALUE})
  void anIdIsAUlidAndCanBeReadAgain(long number) {
    String text = RunIds.text(number);

    assertThat(text).matches("[0-9A-HJKMNP-TV-Z]{26}");
    assertThat(RunIds.id(text)).hasValue(number);
    assertThat(RunIds.id(text.toLowerCase(Locale.ROOT))).hasValue(number);
  }

  @Test
  void idsSortByCreation() {
    long first = RunIds.first(CREATED);

    assertThat(RunIds.text(first + 1))
        .isGreaterThan(RunIds.text(first))
        .isLessThan(RunIds.text(RunIds.first(CREATED.plusMillis(1))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "UUUUUUUUUUUUUUUUUUUUUUUUUU", "ZZZZZZZZZZZZZZZZZZZZZZZZZZ", "../../etc"})
  void whatWasNeverMadeIsNoId(String text) {
    assertThat(RunIds.id(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Command exited with status 0,0",
    "Command exited with status 7,7",
    "Command exited with status 255,255",
    "killed,",
    "Command exited with status 300,",
  })
  void theExitCodeIsReadFromTheMessage(String message, Integer code) {
    assertThat(ExitStatus.of(message).code())
        .isEqualTo(code == null ? OptionalInt.empty() : OptionalInt.of(code));
  }

  @Test
  void aSignalIsNamed() {
    assertThat(ExitStatus.of("Command terminated with signal Killed"))
        .isEqualTo(new ExitStatus(OptionalInt.empty(), Optional.of("Killed")));
  }
}
