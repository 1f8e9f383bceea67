package dev.stadion.chronos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.RulesTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the table of rules names as their proof is there. */
class RulesTableTest {
  private static final Path DOCUMENT = Path.of("../docs/chronos-rules.md");

  private static RulesTable table() throws IOException {
    return new RulesTable(
        DOCUMENT, "B-\\d\\d", Path.of("src/test/java"), Path.of("../system-tests/src/test/java"));
  }

  @Test
  void everyRowNamesTestsThatExist() throws IOException {
    assertThat(table().proofs()).isGreaterThan(77);
  }

  @Test
  void everyRuleHasARowAndTheyAreInOrder() throws IOException {
    assertThat(table().rules())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 77).mapToObj("B-%02d"::formatted).toList());
  }

  @Test
  void everyLineOfTheTableIsARow() throws IOException {
    assertThat(Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("| B")))
        .hasSameSizeAs(table().rules());
  }
}
