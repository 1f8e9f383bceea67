package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing is silently missing from, or in, the table of every route and field. */
class CompatibilityTest {
  private static final Path DOCUMENT = Path.of("../docs/compatibility-chronos.md");
  private static final Path READERS = Path.of("src/main/java/dev/stadion/chronos");

  /** Every reader asks for a key by its name. */
  private static final Pattern KEY =
      Pattern.compile(
          "\\b(?:text|shortText|flag|count|whole|decimal|span|someTime|word|words|amount|texts|objects|child"
              + "|choice|textOrTexts|array|moment|exitCodes|name|set|number|object|copyText|time"
              + "|lateness|has|hasNonNull|path|isArray)\\(\\s*(?:\\w+,\\s*)*\"([a-zA-Z_]\\w*)\"");

  @Test
  void everyRouteIsInTheTableAndNoOther() throws IOException {
    var declared = new TreeSet<String>();
    RouteSamples.routes()
        .keySet()
        .forEach(
            name -> declared.add(name.replace("{prefix:scheduler|v1/scheduler}", "v1/scheduler")));

    assertThat(new CompatibilityTable(DOCUMENT).rows("Routes")).containsExactlyElementsOf(declared);
  }

  @ParameterizedTest
  @CsvSource({
    "Jobs, document, JobReader;ScheduleReader;OptionsReader;WatchReader;CardReader;ContainerReader",
    "Calendars, document, CalendarReader",
    "Pools, document, PoolReader",
    "Backfills, document, BackfillReader",
    "Runs on order, document, RunOrderReader",
    "Previews, document, PreviewReader",
    "Bulk, document, BulkReader",
    "Metronome, metronome, SpecReader;RunSpecReader;ContainerSpecReader"
  })
  void everyKeyThatIsReadIsInTheTableAndNoOther(String section, String folder, String readers)
      throws IOException {
    var read = new TreeSet<String>();
    for (String reader : readers.split(";", -1)) {
      String source = Files.readString(READERS.resolve(folder).resolve(reader + ".java"));
      KEY.matcher(source).results().forEach(key -> read.add(key.group(1)));
    }

    assertThat(new CompatibilityTable(DOCUMENT).rows(section)).containsExactlyElementsOf(read);
  }

  @Test
  void whateverDeviatesSaysHow() throws IOException {
    assertThat(new CompatibilityTable(DOCUMENT).silentDeviations()).isEmpty();
  }
}
