package dev.stadion.chronos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the table of rules names as their proof is there. */
class RulesTableTest {
  private static final Path DOCUMENT = Path.of("../docs/chronos-rules.md");
  private static final List<Path> TESTS =
      List.of(Path.of("src/test/java"), Path.of("../system-tests/src/test/java"));
  private static final Pattern ROW = Pattern.compile("^\\| (B-\\d\\d) \\| [^|]+ \\| ([^|]+) \\|$");
  private static final Pattern PROOF = Pattern.compile("`([A-Za-z]+)\\.([A-Za-z0-9_]+)`");

  @Test
  void everyRowNamesTestsThatExist() throws IOException {
    Map<String, String> sources = sources();
    for (String line : Files.readAllLines(DOCUMENT)) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        List<String[]> named =
            PROOF
                .matcher(row.group(2))
                .results()
                .map(proof -> new String[] {proof.group(1), proof.group(2)})
                .toList();
        assertThat(named).as(line).isNotEmpty();
        for (String[] proof : named) {
          assertThat(sources).as(line).containsKey(proof[0]);
          assertThat(sources.get(proof[0])).as(line).contains(" void " + proof[1] + "(");
        }
      }
    }
  }

  @Test
  void everyRuleHasARowAndTheyAreInOrder() throws IOException {
    List<String> rules =
        Files.readAllLines(DOCUMENT).stream()
            .map(ROW::matcher)
            .filter(row -> row.matches())
            .map(row -> row.group(1))
            .toList();

    assertThat(rules)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 77).mapToObj("B-%02d"::formatted).toList());
  }

  @Test
  void everyLineOfTheTableIsARow() throws IOException {
    assertThat(Files.readAllLines(DOCUMENT))
        .filteredOn(line -> line.startsWith("| B"))
        .allSatisfy(line -> assertThat(line).matches(ROW));
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (Path directory : TESTS) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString();
          sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
        }
      }
    }
    return sources;
  }
}
