package dev.stadion.chronos.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ISO-8601 repeating interval as a user wrote it, such as {@code R10/2012-10-01T05:52:00Z/PT2S}
 * (chronos.md §3).
 *
 * @param text as written
 * @param repeats how many runs, empty when for ever
 * @param start empty when it is the moment of the POST
 */
public record RepeatingInterval(
    String text, OptionalLong repeats, Optional<StartText> start, Step step) {
  private static final Pattern TEXT = Pattern.compile("R([0-9]*)/(.*)/(P.*)");
  private static final Instant EARLIEST = Instant.ofEpochSecond(1);

  /**
   * @throws UnparsableScheduleException with the reason in words
   */
  public static RepeatingInterval parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw unparsable(text);
    }
    OptionalLong repeats = repeats(text, m.group(1));
    Optional<StartText> start = Optional.empty();
    if (!m.group(2).isEmpty()) {
      start = StartText.parse(m.group(2));
      if (start.isEmpty()) {
        throw unparsable(text);
      }
    }
    Step step = Step.parse(m.group(3));
    if (step == null || m.group(3).endsWith("T")) {
      throw unparsable(text);
    }
    if (step.isBelowOneSecond() && (repeats.isEmpty() || repeats.getAsLong() > 1)) {
      throw new UnparsableScheduleException(
          "Cannot parse schedule '" + text + "': a period below one second repeats at most once");
    }
    if (start.isPresent()
        && start
            .get()
            .local()
            .toInstant(start.get().offset().orElse(ZoneOffset.UTC))
            .isBefore(EARLIEST)) {
      throw new UnparsableScheduleException(
          "Scheduled start date '" + m.group(2) + "' is before 1970!");
    }
    return new RepeatingInterval(text, repeats, start, step);
  }

  /** The interval as it stands now, printed by the server (chronos.md §3.2). */
  public static RepeatingInterval printed(Timetable timetable) {
    String text = timetable.print();
    return new RepeatingInterval(
        text,
        timetable.repeatsLeft(),
        StartText.parse(text.substring(text.indexOf('/') + 1, text.lastIndexOf('/'))),
        timetable.recurrence().orElseThrow().step());
  }

  /** Whether a text is meant as an interval, right or wrong. */
  public static boolean looksLikeOne(String text) {
    return TEXT.matcher(text).matches();
  }

  private static OptionalLong repeats(String text, String digits) {
    if (digits.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      throw unparsable(text);
    }
  }

  private static UnparsableScheduleException unparsable(String text) {
    return new UnparsableScheduleException("Cannot parse schedule '" + text + "'");
  }

  /**
   * The ticks this interval means. With a zone, the wall-clock fields of the start are kept and the
   * zone written in the text is ignored (chronos.md §3.3).
   *
   * @param posted the start when none was written
   */
  public Recurrence recurrence(Optional<ZoneId> zone, Instant posted) {
    ZonedDateTime anchor =
        start
            .map(s ->
                zone.isPresent()
                    ? ZonedDateTime.of(s.local(), zone.get())
                    : ZonedDateTime.of(s.local(), s.offset().orElse(ZoneOffset.UTC)))
            .orElseGet(() -> posted.atZone(zone.orElse(ZoneOffset.UTC)));
    return Recurrence.from(anchor, step);
  }
}
