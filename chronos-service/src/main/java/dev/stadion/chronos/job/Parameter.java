package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.constraint.BoundedRegex;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing a run may be told (chronos.md §12.7).
 *
 * @param name {@code [A-Za-z_][A-Za-z0-9_]*}
 * @param value what it is when nobody says; the document's {@code default}
 * @param type empty means text
 * @param pattern a regular expression that the whole value must match
 * @param values the choices of an enum
 */
public record Parameter(
    String name,
    Optional<String> description,
    Optional<String> value,
    boolean required,
    Optional<Type> type,
    Optional<BoundedRegex> pattern,
    List<String> values) {
  public Parameter {
    requireNonNull(name, "name");
    requireNonNull(description, "description");
    requireNonNull(value, "value");
    requireNonNull(type, "type");
    requireNonNull(pattern, "pattern");
    values = List.copyOf(values);
  }

  public enum Type implements Word {
    STRING,
    INT,
    BOOL,
    ENUM;

    @Override
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is wrong with a value, in words. */
  public Optional<String> problemWith(String text) {
    boolean fits =
        switch (type.orElse(Type.STRING)) {
          case STRING -> true;
          case INT -> text.matches("[+-]?[0-9]{1,18}");
          case BOOL -> text.equals("true") || text.equals("false");
          case ENUM -> values.contains(text);
        };
    if (!fits) {
      return Optional.of(
          "%s must be %s"
              .formatted(
                  name,
                  switch (type.orElse(Type.STRING)) {
                    case STRING -> "text";
                    case INT -> "a whole number";
                    case BOOL -> "true or false";
                    case ENUM -> "one of " + String.join(", ", values);
                  }));
    }
    boolean matches = pattern.map(p -> p.match(text) == BoundedRegex.Result.MATCHES).orElse(true);
    return matches
        ? Optional.empty()
        : Optional.of(name + " must match " + pattern.orElseThrow().source());
  }
}
