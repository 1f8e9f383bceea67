package dev.stadion.master;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.RulesTable;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the table of rules names as their proof is there. */
class RulesTableTest {
  private static RulesTable table() throws IOException {
    return new RulesTable(
        Path.of("../docs/mesos-rules.md"),
        "[0-9.]+",
        Path.of("src/test/java"),
        Path.of("../mesos-api/src/test/java"));
  }

  @Test
  void everyRowNamesTestsThatExist() throws IOException {
    assertThat(table().proofs()).isGreaterThan(100);
  }

  @Test
  void everySectionHasARow() throws IOException {
    assertThat(table().rules())
        .contains("1.1", "1.2", "1.3", "1.4", "1.5", "2", "4", "6.1", "6.4", "12", "13")
        .contains("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11")
        .contains("3.12", "5.1", "5.2", "5.3", "5.4", "5.5", "7.1", "7.2", "7.3", "7.4", "7.5")
        .contains("12.1", "12.2", "12.3", "12.4", "12.5");
  }
}
