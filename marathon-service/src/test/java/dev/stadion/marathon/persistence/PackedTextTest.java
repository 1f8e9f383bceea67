package dev.stadion.marathon.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a", "zwölf Boxkämpfer 🥊\n\u0000\"'"})
  void whatWasPackedIsReadAsItWas(String text) {
    assertThat(PackedText.unpack(PackedText.pack(text))).isEqualTo(text);
  }

  @Test
  void whatSaysTheSameAgainAndAgainTakesLessRoom() {
    String text = "instance_changed_event {\"condition\":\"Running\"}\n".repeat(1_000);

    byte[] packed = PackedText.pack(text);

    assertThat(packed.length).isLessThan(text.length() / 20);
    assertThat(PackedText.unpack(packed)).isEqualTo(text);
  }

  @Test
  void whatWasNeverPackedIsNotRead() {
    assertThatThrownBy(() -> PackedText.unpack(new byte[] {1, 2, 3}))
        .isInstanceOf(UncheckedIOException.class);
  }
}
