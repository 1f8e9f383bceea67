package dev.stadion.chronos.persistence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.document.JobWriter;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.scheduler.JobState;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** A job's declaration as the database keeps it. */
final class JobDocuments {
  private static final JsonFactory JSON = new JsonFactory();
  // Every field is written out, so no default ever stands in.
  private static final JobWriter WRITER = new JobWriter(Defaults.CHRONOS, JobWriter.Dialect.STORED);
  private static final JobReader READER = new JobReader(Defaults.CHRONOS);

  private JobDocuments() {}

  static String write(JobState state) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      WRITER.write(json, state.job());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * @throws RuntimeException when the text is no job
   */
  static Job read(String text) {
    JsonNode document = StrictJson.object(text.getBytes(StandardCharsets.UTF_8));
    Job job = READER.read(document, JobReader.Kind.ANY, NameRule.CHRONOS_2, Instant.EPOCH);
    return document.hasNonNull("metronome")
        ? job.with(job.options().withMetronome(Optional.of(document.get("metronome").asText())))
        : job;
  }
}
