package dev.stadion.chronos.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.document.JobWriter;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.scheduler.JobState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job's declaration as the database keeps it: what is not as usual. What is usual is what {@link
 * Defaults#CHRONOS} and the reader say of a job that says nothing, and must stay so as long as
 * there are documents; earlier versions wrote all of it.
 */
final class JobDocuments {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JobWriter WRITER = new JobWriter(Defaults.CHRONOS, JobWriter.Dialect.STORED);
  private static final JobReader READER = new JobReader(Defaults.CHRONOS);

  /** All that is said of a job which says nothing, but for its name and what it runs by. */
  private static final ObjectNode USUAL =
      whole(
              READER.read(
                  JSON.createObjectNode()
                      .put("name", "usual")
                      .put("schedule", "R/1970-01-02T00:00:00Z/P1D"),
                  JobReader.Kind.ANY,
                  NameRule.CHRONOS_2,
                  Instant.EPOCH))
          .without(List.of("name", "schedule"));

  private JobDocuments() {}

  static String write(JobState state) {
    return write(state.job());
  }

  static String write(Job job) {
    ObjectNode document = whole(job);
    document.properties().removeIf(field -> field.getValue().equals(USUAL.get(field.getKey())));
    return document.toString();
  }

  private static ObjectNode whole(Job job) {
    try (var json = new TokenBuffer(JSON, false)) {
      WRITER.write(json, job);
      return JSON.readTree(json.asParser());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
