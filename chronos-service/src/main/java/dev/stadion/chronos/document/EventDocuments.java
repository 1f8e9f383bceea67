package dev.stadion.chronos.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.notice.Announcement;
import dev.stadion.chronos.run.RunIds;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * An announcement as its document, on one line:
 *
 * <pre>{"id":"…","type":"run.failed","time":"…","job":"a","runId":"…","state":"FAILED",…}</pre>
 */
public final class EventDocuments {
  private static final JsonFactory JSON = new JsonFactory();

  private EventDocuments() {}

  public static String write(Announcement told) {
    var text = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("id", Long.toString(told.id()));
      json.writeStringField("type", told.type());
      json.writeStringField("time", Tally.print(Optional.of(told.at())));
      JobWriter.text(json, "job", told.job());
      JobWriter.text(json, "runId", told.run().map(RunIds::text));
      for (Map.Entry<String, Object> fact : told.facts().entrySet()) {
        if (fact.getValue() instanceof Number number) {
          json.writeNumberField(fact.getKey(), number.longValue());
        } else {
          json.writeStringField(fact.getKey(), String.valueOf(fact.getValue()));
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
