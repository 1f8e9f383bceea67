package dev.stadion.chronos.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.RunIds;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the query parameters of lists (chronos.md §12.0). What cannot be read becomes a problem
 * that names the parameter, and something harmless stands in for it.
 */
final class Page {
  static final int USUAL = 100;
  static final int MOST = 1_000;

  private final List<Problem> problems = new ArrayList<>();

  List<Problem> problems() {
    return problems;
  }

  int limit(String text) {
    return (int) number("limit", text, 1, MOST, USUAL);
  }

  /** A whole number within bounds. */
  long number(String name, String text, long min, long max, long otherwise) {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the same answer
    }
    problem(name, "%s must be a whole number from %d to %d".formatted(name, min, max));
    return otherwise;
  }

  Optional<Instant> time(String name, String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      // A plus sign in a query is a blank once it is decoded.
      return Optional.of(OffsetDateTime.parse(text.replace(' ', '+')).toInstant());
    } catch (DateTimeException e) {
      problem(name, name + " must be an ISO-8601 time with an offset");
      return Optional.empty();
    }
  }

  /** The id of a run, or of a run of a graph. */
  Optional<Long> id(String name, String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong id = RunIds.id(text);
    if (id.isEmpty()) {
      problem(name, name + " must be an id that an answer gave");
      return Optional.empty();
    }
    return Optional.of(id.getAsLong());
  }

  /** Words separated by commas, in any case. */
  <E extends Enum<E>> Set<E> words(String name, String text, Class<E> type) {
    Set<E> words = EnumSet.noneOf(type);
    if (text == null || text.isEmpty()) {
      return words;
    }
    for (String word : text.split(",", -1)) {
      try {
        words.add(Enum.valueOf(type, word.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        problem(name, name + " must be some of " + EnumSet.allOf(type));
        return EnumSet.noneOf(type);
      }
    }
    return words;
  }

  /** The parts of a cursor that {@link #cursor} made; empty when there is none. */
  Optional<List<Long>> cursor(String text, int parts) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      String[] numbers = new String(Base64.getUrlDecoder().decode(text), UTF_8).split(":", -1);
      if (numbers.length == parts) {
        return Optional.of(List.of(numbers).stream().map(Long::valueOf).toList());
      }
    } catch (IllegalArgumentException e) {
      // falls through to the same answer
    }
    problem("cursor", "cursor must be one that an earlier answer gave as next");
    return Optional.empty();
  }

  static String cursor(long... parts) {
    var text = new StringBuilder();
    for (long part : parts) {
      text.append(text.isEmpty() ? "" : ":").append(part);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.toString().getBytes(UTF_8));
  }

  /** The text that {@link #textCursorOf} was made of; empty when there is none. */
  String textCursor(String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    try {
      return new String(Base64.getUrlDecoder().decode(text), UTF_8);
    } catch (IllegalArgumentException e) {
      problem("cursor", "cursor must be one that an earlier answer gave as next");
      return "";
    }
  }

  static String textCursorOf(String last) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(UTF_8));
  }

  void problem(String name, String error) {
    problems.add(new Problem("/" + name, error));
  }
}
