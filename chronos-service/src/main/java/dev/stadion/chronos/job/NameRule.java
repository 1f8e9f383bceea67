package dev.stadion.chronos.job;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a job may be called; the two generations of Chronos differ (chronos.md §2.1). */
public enum NameRule {
  /** Whitespace and {@code #} are allowed. */
  CHRONOS_2("[\\w\\s.#_-]+"),
  /** Letters, digits, {@code _}, {@code .} and {@code -}. */
  CHRONOS_3("[\\w.-]+");

  /** Longer names leave no room for the rest of a task id, which has at most 255 characters. */
  private static final int MAX_LENGTH = 200;

  private final Pattern pattern;

  NameRule(String regex) {
    this.pattern = Pattern.compile(regex);
  }

  /** Returns the broken rule in words. */
  public Optional<String> problemWith(String name) {
    if (name.isEmpty()) {
      return Optional.of("the name must not be empty");
    }
    if (name.length() > MAX_LENGTH) {
      return Optional.of("the name must not be longer than " + MAX_LENGTH + " characters");
    }
    if (!pattern.matcher(name).matches() || name.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("the name must match " + pattern.pattern());
    }
    if (name.equals(".") || name.equals("..")) {
      return Optional.of("the name must not be '.' or '..'");
    }
    return Optional.empty();
  }
}
