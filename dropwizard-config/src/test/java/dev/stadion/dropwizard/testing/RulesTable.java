package dev.stadion.dropwizard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A table that names, for each rule of a specification, the tests which prove it. */
public final class RulesTable {
  private static final String JAVA = ".java";
  private static final Pattern PROOF = Pattern.compile("`([A-Za-z]+)\\.([A-Za-z0-9_]+)`");

  private final List<MatchResult> rows;
  private final Map<String, String> sources;

  /**
   * @param document in Markdown; a row has a rule, what it says, and its proofs
   * @param rule what the first cell of such a row looks like
   * @param tests directories with the tests that may be named
   */
  public RulesTable(Path document, String rule, Path... tests) throws IOException {
    var row = Pattern.compile("^\\| (" + rule + ") \\| [^|]+ \\| ([^|]+) \\|$", Pattern.MULTILINE);
    this.rows = row.matcher(Files.readString(document)).results().toList();
    this.sources = sources(tests);
  }

  /** In the order of the table. */
  public List<String> rules() {
    return rows.stream().map(row -> row.group(1)).toList();
  }

  /**
   * Each row names a test at least, and all that it names are there.
   *
   * @return how many are named
   */
  public int proofs() {
    int proofs = 0;
    for (MatchResult row : rows) {
      List<MatchResult> named = PROOF.matcher(row.group(2)).results().toList();
      assertThat(named).as(row.group()).isNotEmpty();
      for (MatchResult proof : named) {
        assertThat(sources).as(row.group()).containsKey(proof.group(1));
        assertThat(sources.get(proof.group(1)))
            .as(row.group())
            .contains(" void " + proof.group(2) + "(");
        proofs++;
      }
    }
    return proofs;
  }

  /** The text of each class by its simple name. */
  private static Map<String, String> sources(Path... directories) throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (Path directory : directories) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.filter(path -> path.toString().endsWith(JAVA)).toList()) {
          String name = file.getFileName().toString();
          sources.put(name.substring(0, name.length() - JAVA.length()), Files.readString(file));
        }
      }
    }
    return sources;
  }
}
