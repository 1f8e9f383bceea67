package dev.stadion.chronos.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Equal values of many jobs take the room of one. */
class SharedTest {
  private record Pair(String left, int right) {}

  private record Other(String left, int right) {}

  @Test
  void anEqualValueSeenLatelyTakesThePlaceOfANewOne() {
    Pair first = Shared.of(new Pair("a", 1));

    assertThat(Shared.of(new Pair("a", 1))).isSameAs(first);
    assertThat(Shared.of(new Pair("a", 2))).isEqualTo(new Pair("a", 2));
  }

  @Test
  void valuesOfTwoClassesAreNeverMixedUp() {
    Shared.of(new Pair("b", 1));

    assertThat(Shared.of(new Other("b", 1))).isEqualTo(new Other("b", 1));
  }

  @Test
  void manyDifferentValuesStayWhatTheyAre() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(Shared.of(new Pair("c", i)).right()).isEqualTo(i);
    }
  }

  @Test
  void anAnswerIsGivenAgainWithoutAskingAgain() {
    List<String> asked = new ArrayList<>();
    var lengths =
        new Memo<String, Integer>(text -> {
          asked.add(text);
          return text.length();
        });

    assertThat(List.of(lengths.of("abc"), lengths.of("abc"), lengths.of("de")))
        .containsExactly(3, 3, 2);
    assertThat(asked).containsExactly("abc", "de");
  }

  @Test
  void whatIsThrownIsNotRemembered() {
    var failing =
        new Memo<String, Integer>(text -> {
          throw new IllegalStateException(text);
        });

    assertThatThrownBy(() -> failing.of("x")).hasMessage("x");
    assertThatThrownBy(() -> failing.of("x")).hasMessage("x");
  }
}
