package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a run may be told (chronos.md §12.7).
 *
 * @param template whether placeholders are filled in; a job with parameters always is one
 * @param payload whether a request may bring a file
 */
public record Inputs(
    List<Parameter> parameters, Optional<Boolean> template, Optional<Boolean> payload) {
  public static final Inputs NONE = new Inputs(List.of(), Optional.empty(), Optional.empty());

  public Inputs {
    parameters = List.copyOf(parameters);
    requireNonNull(template, "template");
    requireNonNull(payload, "payload");
  }

  /** Whether the command has placeholders to be filled in (B-31). */
  public boolean isTemplate() {
    return template.orElse(!parameters.isEmpty());
  }

  /** Whether a run cannot go without being told something, so that no clock can start it (B-33). */
  public boolean mustBeTold() {
    return parameters.stream().anyMatch(p -> p.required() && p.value().isEmpty());
  }
}
