package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/mesos-agent-rules.md} names, for each rule of the agent, tests that exist. */
class RulesTableTest {
  private static final Path DOCUMENT = Path.of("../docs/mesos-agent-rules.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern ROW = Pattern.compile("^\\| ([0-9.]+) \\| [^|]+ \\| ([^|]+) \\|$");
  private static final Pattern PROOF = Pattern.compile("`([A-Za-z]+)\\.([A-Za-z0-9]+)`");

  @Test
  void everyRowNamesTestsThatExist() throws IOException {
    Map<String, String> sources = sources();
    for (MatchResult row :
        Files.readAllLines(DOCUMENT).stream().flatMap(RulesTableTest::row).toList()) {
      var proofs = PROOF.matcher(row.group(2)).results().toList();
      assertThat(proofs).as(row.group()).isNotEmpty();
      for (MatchResult proof : proofs) {
        assertThat(sources).as(row.group()).containsKey(proof.group(1));
        assertThat(sources.get(proof.group(1))).contains(" void " + proof.group(2) + "(");
      }
    }
  }

  @Test
  void everySectionOfTheAgentHasARow() throws IOException {
    assertThat(
            Files.readAllLines(DOCUMENT).stream()
                .flatMap(RulesTableTest::row)
                .map(row -> row.group(1)))
        .contains("6.7", "6.8", "6.9", "6.10", "7.1", "7.2", "7.3", "8.1", "8.3", "8.4")
        .contains("9.1", "9.2", "9.3", "9.4", "9.5", "11.1", "11.2", "12.3", "12.4", "13");
  }

  private static Stream<MatchResult> row(String line) {
    return ROW.matcher(line).results();
  }

  /** The text of each test class by its simple name. */
  private static Map<String, String> sources() throws IOException {
    var sources = new TreeMap<String, String>();
    try (Stream<Path> files = Files.walk(TESTS)) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }
    return sources;
  }
}
