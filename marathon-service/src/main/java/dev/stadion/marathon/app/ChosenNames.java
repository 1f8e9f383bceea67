package dev.stadion.marathon.app;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Names that an installation chose (marathon.md §20).
 *
 * @param defaultNetwork that tasks join whose container network has no name
 * @param bridge by which agents know the network that all their containers share
 * @param variables what the names of variables of ports and hosts begin with; may be empty
 */
public record ChosenNames(Optional<String> defaultNetwork, String bridge, String variables) {
  /** What Marathon chooses unless told otherwise. */
  public static final ChosenNames DEFAULT = new ChosenNames(Optional.empty(), "mesos-bridge", "");

  public ChosenNames {
    requireNonNull(defaultNetwork, "defaultNetwork");
    requireNonNull(bridge, "bridge");
    requireNonNull(variables, "variables");
  }
}
