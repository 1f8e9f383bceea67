package dev.stadion.scheduling.constraint;

import dev.stadion.scheduling.offer.Offer;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The words in which constraints say no. */
final class Refusals {
  private Refusals() {}

  /** Refuses an agent without a value, else asks {@code judge}, which returns null for a yes. */
  static Optional<String> ofValue(Offer offer, String field, UnaryOperator<String> judge) {
    Optional<String> value = Fields.value(offer, field);
    return value.isEmpty()
        ? Optional.of("wants " + field + ", the agent has none")
        : value.map(judge);
  }

  static String wants(String field, String wanted, String actual) {
    return "wants " + field + " " + wanted + ", offered " + actual;
  }

  static String tooCostly(BoundedRegex regex) {
    return "the regular expression " + regex + " takes too many steps to be decided";
  }
}
