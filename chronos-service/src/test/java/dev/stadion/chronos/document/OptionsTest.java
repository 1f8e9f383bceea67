package dev.stadion.chronos.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.job.Options;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md §12.0: what a job may say beyond Chronos, and that silence stays silence. */
class OptionsTest {
  private static final String JOB = "{'name':'a','command':'x','schedule':'R/2026-01-01/P1D'";

  private static Job read(String json) {
    return new JobReader(Defaults.CHRONOS)
        .read(
            StrictJson.object(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
            JobReader.Kind.ANY,
            NameRule.CHRONOS_2,
            Instant.parse("2026-01-01T10:00:00Z"));
  }

  private static String write(Job job) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      new JobWriter(Defaults.CHRONOS, JobWriter.Dialect.CHRONOS_3).write(json, job);
    }
    return text.toString().replace('"', '\'');
  }

  @Test
  void aJobThatSaysNothingSharesTheUsualOptionsAndShowsNone() throws IOException {
    Job job = read(JOB + "}");

    assertThat(job.options()).isSameAs(Options.NONE);
    assertThat(write(job)).endsWith("'scheduleTimeZone':''}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'concurrencyPolicy':'forbid','maxConcurrentRuns':3,'killGracePeriod':'PT5S'",
        "'runTimeout':'PT1H','queueTimeout':'90'",
        "'retryDelay':'PT10S','retryBackoff':2.0,'retryMaxDelay':'PT30S','retryJitter':0.5,"
            + "'retryOn':['failed','timeout'],'noRetryExitCodes':[2,64],'retryExitCodes':[1]",
        "'priority':80,'pool':'db','poolSlots':2",
        "'parameters':[{'name':'day','description':'which','default':'x','required':true,"
            + "'type':'enum','values':['x','y']},{'name':'n','type':'string','pattern':'a+'}],"
            + "'template':false,'payloadAllowed':true",
        "'maxActiveDagRuns':4,'dependsOnPast':true,'failFast':true",
        "'paused':true"
      })
  void whatAJobSaysIsShownAsItWasSaid(String fields) throws IOException {
    Job job = read(JOB + "," + fields + "}");

    assertThat(write(job)).endsWith("," + fields + "}");
    assertThat(read(write(job)).options()).isEqualTo(job.options());
  }

  @Test
  void aBareNumberIsSeconds() {
    Options options = read(JOB + ",'runTimeout':90,'retryDelay':'1.5'}").options();

    assertThat(options.limits().run().orElseThrow().length()).hasSeconds(90);
    assertThat(options.retrying().delay().orElseThrow().length()).hasMillis(1500);
  }

  @Test
  void aJobThatMustBeToldSomethingNeverFiresByItself() throws IOException {
    Job job = read("{'name':'a','command':'x','parameters':[{'name':'p','required':true}]}");

    assertThat(write(job)).contains("'schedule':'R0/2026-01-01T10:00:00Z/PT24H'");
    assertThat(read(write(job)).options()).isEqualTo(job.options());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'concurrencyPolicy':'both' | /concurrencyPolicy | queue, allow, forbid, replace",
        "'concurrent':true,'concurrencyPolicy':'queue' | /concurrencyPolicy | concurrent job",
        "'maxConcurrentRuns':0 | /maxConcurrentRuns | from 1 to",
        "'runTimeout':'soon' | /runTimeout | duration such as PT5M",
        "'runTimeout':'PT0S' | /runTimeout | longer than nothing",
        "'queueTimeout':'P999Y' | /queueTimeout | hundred years",
        "'retryBackoff':0.5 | /retryBackoff | must be >= 1",
        "'retryJitter':2 | /retryJitter | must be <= 1",
        "'retryOn':['killed'] | /retryOn | failed, lost, timeout",
        "'noRetryExitCodes':[256] | /noRetryExitCodes | from 0 to 255",
        "'priority':101 | /priority | from 0 to 100",
        "'pool':'' | /pool | 1 to 200 characters",
        "'parameters':[{'name':'a-b'}] | /parameters/0/name | cannot name a parameter",
        "'parameters':[{'name':'a'},{'name':'a'}] | /parameters | two parameters",
        "'parameters':[{'name':'a','type':'int','default':'x'}] | /parameters/0/default | number",
        "'parameters':[{'name':'a','type':'enum'}] | /parameters/0/values | must have some",
        "'parameters':[{'name':'a','pattern':'('}] | /parameters/0/pattern | regular expression",
        "'parameters':[{'name':'a','required':true}] | /schedule | must not have a schedule",
        "'triggerRule':'one_failed' | /triggerRule | dependencyMode run",
        "'dependencyMode':'x' | /dependencyMode | counter, run"
      })
  void whatMakesNoSenseIsRefusedByName(String fields, String path, String reason) {
    assertThatThrownBy(() -> read(JOB + "," + fields + "}"))
        .isInstanceOfSatisfying(
            InvalidDocumentException.class,
            e ->
                assertThat(e.problems())
                    .anySatisfy(p -> {
                      assertThat(p.path()).isEqualTo(path);
                      assertThat(p.error()).contains(reason);
                    }));
  }
}
