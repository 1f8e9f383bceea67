package dev.stadion.chronos.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Consumer;

/** Numbers in documents; they may be texts. */
final class Numbers {
  private static final int LONGEST = 100;

  /** Beyond this a number cannot be compared with another in reasonable time. */
  private static final int MOST_PLACES = 800;

  private Numbers() {}

  /**
   * @param problem is told what is wrong, in words that follow the field's name
   */
  static Optional<BigDecimal> of(JsonNode value, Consumer<String> problem) {
    if (value.isNumber()) {
      return Optional.of(value.decimalValue());
    }
    String text = value.isTextual() ? value.asText().strip() : "";
    if (text.isEmpty() || text.length() > LONGEST) {
      problem.accept(" must be a number");
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.scale()) > MOST_PLACES) {
        problem.accept(" must be a number of reasonable size");
        return Optional.empty();
      }
      return Optional.of(number);
    } catch (NumberFormatException e) {
      problem.accept(" must be a number, got '%s'".formatted(StrictJson.shown(text)));
      return Optional.empty();
    }
  }

  static boolean isWhole(BigDecimal number, long min, long max) {
    return number.compareTo(BigDecimal.valueOf(min)) >= 0
        && number.compareTo(BigDecimal.valueOf(max)) <= 0
        && number.stripTrailingZeros().scale() <= 0;
  }
}
