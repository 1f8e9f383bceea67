package dev.stadion.chronos.document;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.job.Word;
import dev.stadion.chronos.schedule.Span;
import dev.stadion.chronos.schedule.UnparsableScheduleException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The fields of one JSON object, read as leniently as Chronos did: numbers may be text and text
 * numbers, null is absent. What cannot be read becomes a problem, and a default stands in for it.
 */
final class Fields {
  private final JsonNode object;
  private final String path;
  private final List<Problem> problems;

  Fields(JsonNode object, String path, List<Problem> problems) {
    this.object = object;
    this.path = path;
    this.problems = problems;
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** The names of all fields. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  void problem(String name, String error) {
    problems.add(new Problem(path + "/" + name, error));
  }

  Optional<String> text(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode value = object.get(name);
    if (!value.isValueNode()) {
      problem(name, name + " must be a string");
      return Optional.empty();
    }
    if (value.asText().indexOf('\0') >= 0) {
      problem(name, name + " must not contain the character NUL");
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }

  String text(String name, String otherwise) {
    return text(name).orElse(otherwise);
  }

  Optional<Boolean> flag(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode value = object.get(name);
    String text = value.isValueNode() ? value.asText().toLowerCase(Locale.ROOT) : "";
    switch (text) {
      case "true":
        return Optional.of(true);
      case "false":
        return Optional.of(false);
      default:
        problem(name, name + " must be true or false");
        return Optional.empty();
    }
  }

  boolean flag(String name, boolean otherwise) {
    return flag(name).orElse(otherwise);
  }

  /** A whole number from 0. */
  long count(String name, long otherwise, long max) {
    return integer(name, 0, max).orElse(otherwise);
  }

  /** A whole number within bounds, if one was sent. */
  OptionalInt whole(String name, int min, int max) {
    OptionalLong number = integer(name, min, max);
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }

  private OptionalLong integer(String name, long min, long max) {
    Optional<BigDecimal> number = number(name);
    if (number.isPresent() && !Numbers.isWhole(number.get(), min, max)) {
      problem(name, "%s must be a whole number from %d to %d".formatted(name, min, max));
      return OptionalLong.empty();
    }
    return number.isPresent()
        ? OptionalLong.of(number.get().longValueExact())
        : OptionalLong.empty();
  }

  /** A number within bounds, if one was sent. */
  OptionalDouble decimal(String name, double min, double max) {
    Optional<BigDecimal> number = number(name);
    if (number.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = number.get().doubleValue();
    if (!(value >= min)) {
      problem(name, "%s must be >= %s".formatted(name, BigDecimal.valueOf(min).toPlainString()));
      return OptionalDouble.empty();
    }
    if (value > max) {
      problem(name, "%s must be <= %s".formatted(name, BigDecimal.valueOf(max).toPlainString()));
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(value);
  }

  /** A length of time, if one was sent (chronos.md §12.0). */
  Optional<Span> span(String name) {
    Optional<String> text = text(name).filter(t -> !t.isEmpty());
    try {
      return text.map(String::strip).map(Span::parse);
    } catch (UnparsableScheduleException e) {
      problem(name, name + " " + StrictJson.shown(e.getMessage()));
      return Optional.empty();
    }
  }

  /** A length of time above nothing. */
  Optional<Span> someTime(String name) {
    Optional<Span> span = span(name);
    if (span.isPresent() && span.get().length().isZero()) {
      problem(name, name + " must be longer than nothing");
      return Optional.empty();
    }
    return span;
  }

  /** One of few words. */
  <E extends Enum<E> & Word> Optional<E> word(String name, Class<E> type) {
    return choice(name, type, Word::word);
  }

  /** Words out of few. */
  <E extends Enum<E> & Word> Optional<Set<E>> words(String name, Class<E> type) {
    if (!has(name)) {
      return Optional.empty();
    }
    Set<E> words = EnumSet.noneOf(type);
    texts(name).forEach(text -> choice(name, text, type, Word::word).ifPresent(words::add));
    return Optional.of(words);
  }

  <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
    return choice(name, type, Enum::name);
  }

  /** One of few words, as they are called in documents. */
  <E extends Enum<E>> Optional<E> choice(String name, Class<E> type, Function<E, String> words) {
    return text(name).flatMap(text -> choice(name, text, type, words));
  }

  private <E extends Enum<E>> Optional<E> choice(
      String name, String text, Class<E> type, Function<E, String> words) {
    for (E value : type.getEnumConstants()) {
      if (words.apply(value).equalsIgnoreCase(text)) {
        return Optional.of(value);
      }
    }
    problem(
        name,
        "%s must be one of %s, got '%s'"
            .formatted(
                name,
                Stream.of(type.getEnumConstants()).map(words).collect(joining(", ")),
                StrictJson.shown(text)));
    return Optional.empty();
  }

  /** An amount above 0; 0 and nothing mean {@code otherwise}. */
  double amount(String name, double otherwise, double max) {
    Optional<BigDecimal> number = number(name);
    if (number.isEmpty() || number.get().signum() == 0) {
      return otherwise;
    }
    double value = number.get().doubleValue();
    // Mesos counts thousandths; what rounds to none of them is not an amount.
    if (!(value >= 0.001) || value > max) {
      problem(name, "%s must be a number from 0.001 to %s".formatted(name, (long) max));
      return otherwise;
    }
    return value;
  }

  private Optional<BigDecimal> number(String name) {
    return has(name)
        ? Numbers.of(object.get(name), error -> problem(name, name + error))
        : Optional.empty();
  }

  /** The texts of an array of texts. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : array(name)) {
      if (!item.isValueNode() || item.isNull() || item.asText().indexOf('\0') >= 0) {
        problem(name, name + " must be an array of strings");
        return List.of();
      }
      texts.add(item.asText());
    }
    return texts;
  }

  /** The objects of an array, each read by {@code reader}; null from it is left out. */
  <T> List<T> objects(String name, Function<Fields, T> reader) {
    List<T> read = new ArrayList<>();
    int index = 0;
    for (JsonNode item : array(name)) {
      String at = path + "/" + name + "/" + index++;
      if (!item.isObject()) {
        problems.add(new Problem(at, name + " must be an array of objects"));
        continue;
      }
      T value = reader.apply(new Fields(item, at, problems));
      if (value != null) {
        read.add(value);
      }
    }
    return read;
  }

  Iterable<JsonNode> array(String name) {
    if (!has(name)) {
      return List.of();
    }
    if (!object.get(name).isArray()) {
      problem(name, name + " must be an array");
      return List.of();
    }
    return object.get(name);
  }

  Optional<Fields> child(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!object.get(name).isObject()) {
      problem(name, name + " must be an object");
      return Optional.empty();
    }
    return Optional.of(new Fields(object.get(name), path + "/" + name, problems));
  }

  boolean isArray(String name) {
    return has(name) && object.get(name).isArray();
  }

  /** A text, or an array of texts. */
  List<String> textOrTexts(String name) {
    return isArray(name) ? texts(name) : text(name).stream().toList();
  }

  /** What a parser makes of a text; what it refuses is a problem of this field. */
  <T> Optional<T> parsed(String name, String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (UnparsableScheduleException e) {
      problem(name, StrictJson.shown(e.getMessage()));
      return Optional.empty();
    }
  }
}
