package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nothing is silently missing from, or in, the table of every route, parameter and field: neither
 * what the code reads and tells, nor what users of the original know.
 */
class CompatibilityTest {
  private static final Path DOCUMENT = Path.of("../docs/compatibility-marathon.md");
  private static final Path CODE = Path.of("src/main/java/dev/stadion/marathon");

  /** A row: the things, and one of the four things that may be said of them. */
  private static final Pattern ROW =
      Pattern.compile("\\| (`[^|]+`) \\| (same|deviates|not yet|ours) \\|([^|]*)\\|");

  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  /** Every reader asks for a key by its name, and every writer tells it by its name. */
  private static final Pattern KEY = Pattern.compile("\\(\\s*\"([a-zA-Z]\\w*)\"");

  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?:@QueryParam|(?<=[. ])(?:getFirst|number|text|flag))\\(\"([a-zA-Z_\\[\\]-]+)\"");

  /** Values that look like keys there. */
  private static final Set<String> VALUES =
      Set.of(
          "MARATHON_SINGLE_INSTANCE_APP",
          "WAIT_FOREVER",
          "disabled",
          "true",
          "fixed",
          "unlimited",
          "PRIVATE",
          "RO",
          "HTTP",
          "IPv4",
          "DOCKER",
          "MESOS",
          "HOST",
          "info",
          "deployment_",
          "event_type",
          "event_stream_attached",
          "event_stream_detached");

  private static final String WIRE = "wire/";

  @Test
  void everyRouteIsInTheTableAndNoOther() throws IOException {
    var told = new TreeSet<>(rows("Routes").keySet());
    told.removeIf(name -> !name.matches("(GET|PUT|POST|PATCH|DELETE|HEAD) .*"));
    told.removeIf(name -> name.startsWith("GET /metrics"));

    assertThat(told).containsExactlyElementsOf(RouteSamples.routes().keySet());
  }

  @Test
  void everyQueryParameterIsInTheTableAndNoOther() throws IOException {
    var asked = new TreeSet<String>();
    try (Stream<Path> resources = Files.list(CODE.resolve("api/v2"))) {
      for (Path resource : resources.toList()) {
        PARAMETER
            .matcher(Files.readString(resource))
            .results()
            .forEach(parameter -> asked.add(parameter.group(1)));
      }
    }
    // What LoggingResource and others read of bodies by the same names is not in this folder.
    SortedMap<String, String> rows = rows("Query parameters");
    rows.values().removeIf("not yet"::equals);

    assertThat(rows.keySet()).containsExactlyElementsOf(asked);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Apps, wire/AppReader;wire/NetworkingReader;wire/CheckReader",
    "Input of old, wire/LegacyApp",
    "Pods, wire/PodReader",
    "Groups, api/v2/GroupBodies",
    "Answers: apps, wire/AppWriter;wire/ContainerWriter",
    "Answers: tasks and deployments, wire/StateWriter;wire/TaskStatsWriter",
    "Answers: the queue, wire/QueueWriter",
    "Answers: groups, wire/GroupWriter",
    "Answers: pods, wire/PodWriter;wire/PodStatusWriter",
    "Answers: info, api/v2/InfoResource;SettingsDocument",
    "Answers: why and what was, wire/WaitingWriter;wire/HistoryWriter",
    "Events, wire/EventWriter;wire/PlanWriter;api/v2/EventsResource"
  })
  void everyFieldIsInTheTableAndNoOther(String section, String files) throws IOException {
    var known = new TreeSet<>(originals().getOrDefault(section, Set.of()));
    for (String file : files.split(";", -1)) {
      KEY.matcher(Files.readString(CODE.resolve(file + ".java")))
          .results()
          .map(key -> key.group(1))
          .filter(key -> !VALUES.contains(key))
          .forEach(known::add);
    }

    assertThat(rows(section).keySet()).containsExactlyElementsOf(known);
  }

  @Test
  void whatTheCodeDoesNotEvenNameIsNotCalledTheSame() throws IOException {
    var code = new StringBuilder();
    try (Stream<Path> files = Files.walk(CODE)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        if (file.toString().contains(WIRE) || file.toString().contains("api/v2")) {
          code.append(Files.readString(file));
        }
      }
    }
    code.append(Files.readString(CODE.resolve("SettingsDocument.java")));
    for (String section : originals().keySet()) {
      assertThat(
              rows(section).entrySet().stream()
                  .filter(row -> row.getValue().equals("same"))
                  .map(Map.Entry::getKey)
                  .filter(name -> code.indexOf('"' + name + '"') < 0))
          .as(section)
          .isEmpty();
    }
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

  /** What can be said to the original and is told by it, by section. */
  private static Map<String, Set<String>> originals() throws IOException {
    var sections = new TreeMap<String, Set<String>>();
    String section = "";
    for (String line : Files.readAllLines(Path.of("src/test/resources/original-fields.txt"))) {
      if (line.startsWith("# ")) {
        section = line.substring(2);
      } else if (!line.isBlank() && !line.startsWith("//")) {
        sections.computeIfAbsent(section, name -> new TreeSet<>()).add(line);
      }
    }
    return sections;
  }

  /** The names in a section's rows, with what is said of them. */
  private static SortedMap<String, String> rows(String section) throws IOException {
    String all = Files.readString(DOCUMENT);
    String from = all.substring(all.indexOf("## " + section + "\n"));
    int end = from.indexOf("\n## ");
    var names = new TreeMap<String, String>();
    ROW.matcher(end < 0 ? from : from.substring(0, end))
        .results()
        .forEach(row -> {
          Set<String> named =
              NAME.matcher(row.group(1))
                  .results()
                  .map(name -> name.group(1))
                  .collect(Collectors.toSet());
          named.forEach(name -> names.put(name, row.group(2)));
        });
    return names;
  }
}
