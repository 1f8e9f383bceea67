package dev.stadion.chronos.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.schedule.Calendar;
import java.io.IOException;
import java.time.MonthDay;
import java.util.Collection;

/** Writes a calendar (chronos.md §12.3); what it does not say is left out. */
public final class CalendarWriter {
  private CalendarWriter() {}

  public static void write(JsonGenerator json, Calendar calendar) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", calendar.name());
    JobWriter.text(json, "timeZone", calendar.zone());
    sorted(json, "excludeDates", calendar.excludeDates());
    if (!calendar.excludeRanges().isEmpty()) {
      json.writeArrayFieldStart("excludeRanges");
      for (Calendar.Range range : calendar.excludeRanges()) {
        span(json, range.from().toString(), range.to().toString());
      }
      json.writeEndArray();
    }
    if (!calendar.excludeWeekdays().isEmpty()) {
      JobWriter.texts(
          json,
          "excludeWeekdays",
          calendar.excludeWeekdays().stream()
              .sorted()
              .map(day -> day.name().substring(0, 3))
              .toList());
    }
    if (!calendar.excludeTimes().isEmpty()) {
      json.writeArrayFieldStart("excludeTimes");
      for (Calendar.Times times : calendar.excludeTimes()) {
        span(json, times.from().toString(), times.to().toString());
      }
      json.writeEndArray();
    }
    if (!calendar.annualDates().isEmpty()) {
      JobWriter.texts(
          json,
          "annualDates",
          calendar.annualDates().stream().sorted().map(CalendarWriter::annual).toList());
    }
    sorted(json, "includeDates", calendar.includeDates());
    json.writeEndObject();
  }

  /** Without the two dashes that ISO puts before it. */
  private static String annual(MonthDay day) {
    return day.toString().substring(2);
  }

  private static void sorted(JsonGenerator json, String name, Collection<?> values)
      throws IOException {
    if (!values.isEmpty()) {
      JobWriter.texts(json, name, values.stream().map(Object::toString).sorted().toList());
    }
  }

  private static void span(JsonGenerator json, String from, String to) throws IOException {
    json.writeStartObject();
    json.writeStringField("from", from);
    json.writeStringField("to", to);
    json.writeEndObject();
  }
}
