package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.RulesTable;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/mesos-agent-rules.md} names, for each rule of the agent, tests that exist. */
class RulesTableTest {
  private static RulesTable table() throws IOException {
    return new RulesTable(
        Path.of("../docs/mesos-agent-rules.md"), "[0-9.]+", Path.of("src/test/java"));
  }

  @Test
  void everyRowNamesTestsThatExist() throws IOException {
    assertThat(table().proofs()).isPositive();
  }

  @Test
  void everySectionOfTheAgentHasARow() throws IOException {
    assertThat(table().rules())
        .contains("6.7", "6.8", "6.9", "6.10", "7.1", "7.2", "7.3", "8.1", "8.3", "8.4")
        .contains("9.1", "9.2", "9.3", "9.4", "9.5", "11.1", "11.2", "12.3", "12.4", "13");
  }
}
