package dev.stadion.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the table of rules names as their proof is there. */
class RulesTableTest {
  private static final Path DOCUMENT = Path.of("../docs/mesos-rules.md");
  private static final List<Path> TESTS =
      List.of(Path.of("src/test/java"), Path.of("../mesos-api/src/test/java"));
  private static final Pattern ROW = Pattern.compile("^\\| ([0-9.]+) \\| [^|]+ \\| ([^|]+) \\|$");
  private static final Pattern PROOF = Pattern.compile("`([A-Za-z]+)\\.([A-Za-z0-9]+)`");

  @Test
  void everyRowNamesTestsThatExist() throws IOException {
    Map<String, String> sources = sources();
    int proofs = 0;
    for (String line : Files.readAllLines(DOCUMENT)) {
      var row = ROW.matcher(line);
      if (!row.matches()) {
        continue;
      }
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
        proofs++;
      }
    }
    assertThat(proofs).isGreaterThan(100);
  }

  @Test
  void everySectionHasARow() throws IOException {
    List<String> sections =
        Files.readAllLines(DOCUMENT).stream()
            .map(ROW::matcher)
            .filter(row -> row.matches())
            .map(row -> row.group(1))
            .toList();

    assertThat(sections)
        .contains("1.1", "1.2", "1.3", "1.4", "1.5", "2", "4", "6.1", "6.4", "12", "13")
        .contains("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11")
        .contains("3.12", "5.1", "5.2", "5.3", "5.4", "5.5", "7.1", "7.2", "7.3", "7.4", "7.5")
        .contains("12.1", "12.2", "12.3", "12.4", "12.5");
  }

  /** The text of each test class by its simple name. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (Path root : TESTS) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.put(name, Files.readString(file));
        }
      }
    }
    return sources;
  }
}
