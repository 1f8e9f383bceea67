package dev.stadion.chronos.persistence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.document.CalendarReader;
import dev.stadion.chronos.document.CalendarWriter;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.schedule.Calendar;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A calendar as the database keeps it. */
final class CalendarDocuments {
  private static final JsonFactory JSON = new JsonFactory();

  private CalendarDocuments() {}

  static String write(Calendar calendar) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      CalendarWriter.write(json, calendar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * @throws RuntimeException when the text is no calendar
   */
  static Calendar read(String name, String document) {
    return CalendarReader.read(StrictJson.object(document.getBytes(StandardCharsets.UTF_8)), name);
  }
}
