package dev.stadion.scheduling.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a\\b", "a\u0000", "a\nb", "\u007f", "../etc"})
  void whatCouldLeaveItsDirectoryIsNoIdentifier(String value) {
    assertThatThrownBy(() -> new TaskId(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("task id must not");
    assertThatThrownBy(() -> new AgentId(value)).hasMessageStartingWith("agent id must not");
    assertThatThrownBy(() -> new OfferId(value)).hasMessageStartingWith("offer id must not");
    assertThatThrownBy(() -> new FrameworkId(value))
        .hasMessageStartingWith("framework id must not");
  }

  @Test
  void twoHundredFiftyFiveCharactersAreTheMost() {
    assertThat(new TaskId("x".repeat(255)).value()).hasSize(255);
    assertThatThrownBy(() -> new TaskId("x".repeat(256))).hasMessageContaining("longer than 255");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello.instance-1._app.1", "ct:1:0:job:", "a b", "...", "ä"})
  void whatMarathonAndChronosNameTheirTasksIsLegal(String value) {
    assertThat(new TaskId(value)).hasToString(value);
    assertThat(IdRules.problemWith(value)).isNull();
  }

  @Test
  void identifiersSortByTheirText() {
    assertThat(new AgentId("a")).isLessThan(new AgentId("b"));
    assertThat(new OfferId("o2").compareTo(new OfferId("o10"))).isPositive();
  }
}
