package dev.stadion.scheduling.constraint;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Makes constraints of their wire form and says what is wrong in the original's words. */
final class ConstraintReader {
  private static final Pattern IS_VALUE = Pattern.compile("[a-zA-Z0-9_/.-]*");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,30}(?:\\.[0-9]{0,30})?");

  private ConstraintReader() {}

  static Constraint read(String field, Operator operator, Optional<String> value) {
    return switch (operator) {
      case UNIQUE -> {
        if (value.filter(v -> !v.isEmpty()).isPresent()) {
          throw new IllegalArgumentException("UNIQUE does not accept a value");
        }
        yield new Constraint.Unique(field);
      }
      case CLUSTER -> new Constraint.Cluster(field, value.filter(v -> !v.isEmpty()));
      case GROUP_BY ->
          new Constraint.GroupBy(
              field,
              value
                  .filter(v -> !v.isEmpty())
                  .map(v ->
                      OptionalInt.of(
                          integer(
                              v, "GROUP BY must define an integer value or else no value at all")))
                  .orElse(OptionalInt.empty()));
      case LIKE -> new Constraint.Like(field, regex(value));
      case UNLIKE -> new Constraint.Unlike(field, regex(value));
      case MAX_PER ->
          new Constraint.MaxPer(
              field, integer(value.orElse(""), "MAX_PER requires an integer value"));
      case IS -> {
        if (value.filter(v -> IS_VALUE.matcher(v).matches()).isEmpty()) {
          throw new IllegalArgumentException(
              "IS only supports Mesos text and float values"
                  + " (see http://mesos.apache.org/documentation/latest/attributes-resources/)");
        }
        yield new Constraint.Is(field, value.get());
      }
    };
  }

  static Optional<BigDecimal> decimal(String text) {
    return DECIMAL.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  private static int integer(String text, String message) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(message, e);
    }
  }

  private static BoundedRegex regex(Optional<String> value) {
    String source =
        value
            .filter(v -> !v.isEmpty())
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "LIKE and UNLIKE require a non-empty, regular expression value"));
    try {
      return BoundedRegex.of(source);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + source + "' is not a valid regular expression", e);
    }
  }
}
