package dev.stadion.chronos.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.schedule.Calendar.Range;
import dev.stadion.chronos.schedule.Calendar.Times;
import dev.stadion.chronos.schedule.Zones;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads a calendar (chronos.md §12.3). */
public final class CalendarReader {
  private static final int MOST = 10_000;
  private static final DateTimeFormatter ANNUAL = DateTimeFormatter.ofPattern("MM-dd");

  private CalendarReader() {}

  /**
   * @param name from the address; a name in the document must be the same
   * @throws InvalidDocumentException naming every problem
   */
  public static Calendar read(JsonNode document, String name) {
    List<Problem> problems = new ArrayList<>();
    var fields = new Fields(document, "", problems);
    NameRule.CHRONOS_3
        .problemWith(name)
        .ifPresent(
            error -> fields.problem("name", "'%s': %s".formatted(StrictJson.shown(name), error)));
    if (!fields.text("name", name).equals(name)) {
      fields.problem("name", "the name in the document is not that of the address");
    }
    Optional<String> zone = fields.text("timeZone").filter(id -> !id.isEmpty());
    var calendar =
        new Calendar(
            name,
            zone.filter(id -> fields.parsed("timeZone", id, Zones::of).isPresent()),
            set(fields, "excludeDates", LocalDate::parse, "dates such as 2025-12-25"),
            fields.objects("excludeRanges", CalendarReader::range),
            set(fields, "excludeWeekdays", CalendarReader::weekday, "weekdays such as SAT"),
            fields.objects("excludeTimes", CalendarReader::times),
            set(fields, "annualDates", text -> MonthDay.parse(text, ANNUAL), "dates such as 12-25"),
            set(fields, "includeDates", LocalDate::parse, "dates such as 2025-12-25"));
    if (calendar.excludeRanges().size() > MOST || calendar.excludeTimes().size() > MOST) {
      fields.problem("excludeRanges", "a calendar must not have more than " + MOST + " of a kind");
    }
    if (!problems.isEmpty()) {
      throw new InvalidDocumentException(problems);
    }
    return calendar;
  }

  private static <T> Set<T> set(
      Fields fields, String name, Function<String, T> parser, String expected) {
    List<String> texts = fields.texts(name);
    Set<T> values = new LinkedHashSet<>();
    if (texts.size() > MOST) {
      fields.problem(name, "a calendar must not have more than " + MOST + " of a kind");
      return values;
    }
    for (String text : texts) {
      read(fields, name, text, parser, expected).ifPresent(values::add);
    }
    return values;
  }

  private static <T> Optional<T> read(
      Fields fields, String name, String text, Function<String, T> parser, String expected) {
    try {
      return Optional.of(parser.apply(text));
    } catch (DateTimeException e) {
      fields.problem(
          name, "%s must be %s, got '%s'".formatted(name, expected, StrictJson.shown(text)));
      return Optional.empty();
    }
  }

  private static DayOfWeek weekday(String text) {
    for (DayOfWeek day : DayOfWeek.values()) {
      String upper = text.toUpperCase(Locale.ROOT);
      if (upper.equals(day.name()) || upper.equals(day.name().substring(0, 3))) {
        return day;
      }
    }
    throw new DateTimeException("no weekday");
  }

  private static Range range(Fields fields) {
    Function<String, LocalDateTime> parser =
        text ->
            text.length() == 10 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text);
    Optional<LocalDateTime> from = bound(fields, "from", parser, "2025-12-24T12:00");
    Optional<LocalDateTime> to = bound(fields, "to", parser, "2026-01-02T00:00");
    if (from.isEmpty() || to.isEmpty()) {
      return null;
    }
    if (!from.get().isBefore(to.get())) {
      fields.problem("to", "to must be after from");
      return null;
    }
    return new Range(from.get(), to.get());
  }

  private static Times times(Fields fields) {
    Function<String, LocalTime> parser =
        text -> text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text);
    Optional<LocalTime> from = bound(fields, "from", parser, "22:00");
    Optional<LocalTime> to = bound(fields, "to", parser, "06:00");
    if (from.isEmpty() || to.isEmpty()) {
      return null;
    }
    if (from.get().equals(to.get())) {
      fields.problem("to", "to must not be the same as from");
      return null;
    }
    return new Times(from.get(), to.get());
  }

  private static <T> Optional<T> bound(
      Fields fields, String name, Function<String, T> parser, String example) {
    Optional<String> text = fields.text(name);
    if (text.isEmpty()) {
      fields.problem(name, name + " must be there");
      return Optional.empty();
    }
    return read(fields, name, text.get(), parser, "a time such as " + example);
  }
}
