package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing is silently missing from, or in, the table of every route and field. */
class CompatibilityTest {
  private static final Path DOCUMENT = Path.of("../docs/compatibility-marathon.md");
  private static final Path READERS = Path.of("src/main/java/dev/stadion/marathon/wire");

  /** A row: the thing, and one of the four things that may be said of it. */
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)`[^|]*\\| (same|deviates|not yet|ours) \\|([^|]*)\\|");

  /** Every reader asks for a key by its name. */
  private static final Pattern KEY = Pattern.compile("\\(\"([a-zA-Z]\\w*)\"");

  /** Values that look like keys there. */
  private static final Set<String> VALUES =
      Set.of(
          "MARATHON_SINGLE_INSTANCE_APP",
          "WAIT_FOREVER",
          "disabled",
          "true",
          "PRIVATE",
          "RO",
          "HTTP",
          "IPv4",
          "DOCKER",
          "MESOS",
          "HOST",
          "fieldName");

  @Test
  void everyRouteIsInTheTableAndNoOther() throws IOException {
    SortedSet<String> told = rows("Routes");
    told.removeIf(name -> !name.matches("(GET|PUT|POST|PATCH|DELETE|HEAD) .*"));
    told.remove("GET /metrics");

    assertThat(told).containsExactlyElementsOf(Routes.all().keySet());
  }

  @ParameterizedTest
  @CsvSource({
    "Apps, AppReader;NetworkingReader;CheckReader",
    "Input of old, LegacyApp",
    "Pods, PodReader"
  })
  void everyKeyThatIsReadIsInTheTableAndNoOther(String section, String readers) throws IOException {
    var read = new TreeSet<String>();
    for (String reader : readers.split(";", -1)) {
      KEY.matcher(Files.readString(READERS.resolve(reader + ".java")))
          .results()
          .map(key -> key.group(1))
          .filter(key -> !VALUES.contains(key))
          .forEach(read::add);
    }

    assertThat(rows(section)).containsExactlyElementsOf(read);
  }

  @Test
  void whateverDeviatesSaysHow() throws IOException {
    List<String> silent =
        ROW.matcher(Files.readString(DOCUMENT))
            .results()
            .filter(row -> row.group(2).equals("deviates") && row.group(3).isBlank())
            .map(row -> row.group(1))
            .toList();

    assertThat(silent).isEmpty();
  }

  private static SortedSet<String> rows(String section) throws IOException {
    String all = Files.readString(DOCUMENT);
    String from = all.substring(all.indexOf("## " + section + "\n"));
    int end = from.indexOf("\n## ");
    var names = new TreeSet<String>();
    ROW.matcher(end < 0 ? from : from.substring(0, end))
        .results()
        .forEach(row -> names.add(row.group(1)));
    return names;
  }
}
