package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.stadion.marathon.app.Problems;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads one JSON object and notes every misfit under its path, in the vocabulary of marathon.md
 * §1.2. After a misfit reading goes on with a stand-in, so that one answer names all mistakes; the
 * result must be thrown away when there were any. {@code null} is the same as absent.
 */
final class ObjectReader {
  private final JsonNode object;
  private final String path;
  private final Problems problems;

  ObjectReader(JsonNode node, String path, Problems problems) {
    if (!node.isObject()) {
      problems.add(path.isEmpty() ? "/" : path, "error.expected.jsobject");
    }
    this.object = node.isObject() ? node : JsonNodeFactory.instance.objectNode();
    this.path = path;
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  String path(String key) {
    boolean plain = key.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-');
    return plain && !key.isEmpty() ? path + "/" + key : path + "(\"" + key + "\")";
  }

  private Optional<JsonNode> get(String key) {
    JsonNode value = object.get(key);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  /** The value as it was sent; a missing node when absent. */
  JsonNode raw(String key) {
    return object.path(key);
  }

  boolean has(String key) {
    return get(key).isPresent();
  }

  void fail(String key, String error) {
    problems.add(path(key), error);
  }

  Optional<String> text(String key) {
    return get(key).map(value -> text(value, path(key)));
  }

  private String text(JsonNode value, String at) {
    if (!value.isTextual()) {
      problems.add(at, "error.expected.jsstring");
    }
    return value.asText();
  }

  /** A text of {@code min} to {@code max} characters. */
  Optional<String> text(String key, int min, int max) {
    Optional<String> value = text(key);
    value.ifPresent(given -> length(key, given, min, max));
    return value;
  }

  private void length(String key, String given, int min, int max) {
    if (given.length() < min) {
      fail(key, "error.minLength");
    } else if (given.length() > max) {
      fail(key, "error.maxLength");
    }
  }

  String requiredText(String key) {
    return text(key).orElseGet(() -> missing(key, ""));
  }

  String requiredText(String key, int min, int max) {
    return text(key, min, max).orElseGet(() -> missing(key, ""));
  }

  private <T> T missing(String key, T standIn) {
    fail(key, "error.path.missing");
    return standIn;
  }

  boolean bool(String key, boolean absent) {
    return bool(key).orElse(absent);
  }

  Optional<Boolean> bool(String key) {
    return get(key)
        .map(value -> {
          if (!value.isBoolean()) {
            fail(key, "error.expected.jsboolean");
          }
          return value.asBoolean();
        });
  }

  int integer(String key, int absent, int min, int max) {
    return integer(key, min, max).orElse(absent);
  }

  int requiredInteger(String key, int min, int max) {
    return integer(key, min, max).orElseGet(() -> missing(key, min));
  }

  Optional<Integer> integer(String key, int min, int max) {
    return get(key).map(value -> integer(value, path(key), min, max));
  }

  private int integer(JsonNode value, String at, int min, int max) {
    if (!value.isNumber()) {
      problems.add(at, "error.expected.jsnumber");
      return min;
    }
    Optional<BigDecimal> number = decimal(value);
    if (number.isEmpty() || number.get().stripTrailingZeros().scale() > 0) {
      problems.add(at, "error.expected.int");
      return min;
    }
    if (number.get().compareTo(BigDecimal.valueOf(min)) < 0) {
      problems.add(at, "error.min");
      return min;
    }
    if (number.get().compareTo(BigDecimal.valueOf(max)) > 0) {
      problems.add(at, "error.max");
      return min;
    }
    return number.get().intValue();
  }

  /** Empty for numbers no field of ours could hold. */
  private static Optional<BigDecimal> decimal(JsonNode value) {
    double rough = value.doubleValue();
    boolean sane =
        Double.isFinite(rough) && Math.abs(rough) < 1e15 && (rough == 0 || Math.abs(rough) > 1e-15);
    return sane ? Optional.of(value.decimalValue()) : Optional.empty();
  }

  double number(String key, double absent, double min, double max) {
    return number(key, min, max).orElse(absent);
  }

  double requiredNumber(String key, double min, double max) {
    return number(key, min, max).orElseGet(() -> missing(key, min));
  }

  Optional<Double> number(String key, double min, double max) {
    return get(key)
        .map(value -> {
          if (!value.isNumber()) {
            fail(key, "error.expected.jsnumber");
            return min;
          }
          double number = value.doubleValue();
          if (!(number >= min)) {
            fail(key, "error.min");
            return min;
          }
          if (number > max) {
            fail(key, "error.max");
            return min;
          }
          return number;
        });
  }

  /** A number, or the word {@code unlimited}. */
  Optional<Double> limit(String key) {
    return get(key)
        .map(value -> {
          if (value.isNumber() && value.doubleValue() >= 0) {
            return value.doubleValue();
          }
          if (!value.asText().equals("unlimited")) {
            fail(
                key,
                "'"
                    + Quoted.shortened(value.asText())
                    + "' is an invalid resource limit. It must be 'unlimited' or a number");
          }
          return Double.POSITIVE_INFINITY;
        });
  }

  <E extends Enum<E>> E constant(String key, Class<E> type, E absent) {
    return text(key)
        .map(given -> {
          for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(given)) {
              return constant;
            }
          }
          fail(key, "error.unknown.enum.literal");
          return absent;
        })
        .orElse(absent);
  }

  /** One of {@code allowed}, as text. */
  String oneOf(String key, String absent, List<String> allowed) {
    return text(key)
        .map(given -> {
          if (!allowed.contains(given)) {
            fail(key, "error.unknown.enum.literal");
          }
          return given;
        })
        .orElse(absent);
  }

  Optional<ObjectReader> object(String key) {
    return get(key).map(value -> new ObjectReader(value, path(key), problems));
  }

  <T> Optional<List<T>> objects(String key, Function<ObjectReader, T> read) {
    return elements(key, (value, at) -> read.apply(new ObjectReader(value, at, problems)));
  }

  Optional<List<String>> texts(String key) {
    return elements(key, this::text);
  }

  Optional<List<Integer>> integers(String key, int min, int max) {
    return elements(key, (value, at) -> integer(value, at, min, max));
  }

  /** Lists of texts within a list. */
  Optional<List<List<String>>> textLists(String key) {
    return elements(
        key,
        (value, at) -> {
          if (!value.isArray()) {
            problems.add(at, "error.expected.jsarray");
          }
          var texts = new ArrayList<String>();
          for (int i = 0; value.isArray() && i < value.size(); i++) {
            texts.add(text(value.get(i), at + "(" + i + ")"));
          }
          return texts;
        });
  }

  private <T> Optional<List<T>> elements(String key, ElementReader<T> read) {
    return get(key)
        .map(value -> {
          if (!value.isArray()) {
            fail(key, "error.expected.jsarray");
            return List.of();
          }
          var elements = new ArrayList<T>();
          for (int i = 0; i < value.size(); i++) {
            elements.add(read.read(value.get(i), path(key) + "(" + i + ")"));
          }
          return elements;
        });
  }

  private interface ElementReader<T> {
    T read(JsonNode value, String at);
  }

  SortedMap<String, String> textMap(String key) {
    return map(key, this::text);
  }

  <T> SortedMap<String, T> objectMap(String key, Function<ObjectReader, T> read) {
    return map(key, (value, at) -> read.apply(new ObjectReader(value, at, problems)));
  }

  /** Values that are texts or objects. */
  <T> SortedMap<String, T> mixedMap(
      String key, Function<String, T> ofText, Function<ObjectReader, T> ofObject) {
    return map(
        key,
        (value, at) ->
            value.isObject()
                ? ofObject.apply(new ObjectReader(value, at, problems))
                : ofText.apply(text(value, at)));
  }

  private <T> SortedMap<String, T> map(String key, ElementReader<T> read) {
    var map = new TreeMap<String, T>();
    object(key)
        .ifPresent(inner ->
            inner
                .object
                .properties()
                .forEach(entry ->
                    map.put(
                        entry.getKey(), read.read(entry.getValue(), inner.path(entry.getKey())))));
    return map;
  }

  /** Texts from users, made fit for messages. */
  static final class Quoted {
    private Quoted() {}

    static String shortened(String text) {
      String start = text.length() > 100 ? text.substring(0, 100) + "…" : text;
      return start.chars().anyMatch(Character::isISOControl)
          ? start
              .codePoints()
              .mapToObj(c ->
                  Character.isISOControl(c)
                      ? String.format(Locale.ROOT, "\\u%04x", c)
                      : Character.toString(c))
              .reduce("", String::concat)
          : start;
    }
  }
}
