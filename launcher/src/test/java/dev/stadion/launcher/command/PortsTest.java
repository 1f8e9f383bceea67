package dev.stadion.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {

  @Test
  void theUsualPortsAreThoseOfTheOriginals() {
    Ports ports = new Ports.Shifted(0);

    assertThat(Arrays.stream(Role.values()).map(role -> ports.of(role, 0)))
        .containsExactly(5050, 5051, 8080, 4400);
    assertThat(Arrays.stream(Role.values()).map(role -> ports.adminOf(role, 0)))
        .containsExactly(15050, 15051, 18080, 14400);
  }

  @Test
  void anOffsetMovesAllOfThemAndFurtherAgentsFollowTheFirst() {
    Ports ports = new Ports.Shifted(100);

    assertThat(ports.of(Role.CHRONOS, 0)).isEqualTo(4500);
    assertThat(ports.of(Role.AGENT, 2)).isEqualTo(5153);
    assertThat(ports.adminOf(Role.AGENT, 2)).isEqualTo(15153);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 50})
  void taskPortsAreSharedOutWithoutGapOrOverlap(int agents) {
    PortRange range = new PortRange(31_000, 32_000);

    List<PortRange> pieces = range.split(agents);

    assertThat(pieces).hasSize(agents);
    assertThat(pieces.stream().flatMap(p -> IntStream.rangeClosed(p.first(), p.last()).boxed()))
        .containsExactlyElementsOf(IntStream.rangeClosed(31_000, 32_000).boxed().toList());
  }
}
