package dev.stadion.marathon.app;

import java.util.List;
import java.util.Optional;

/** A probe whose result is only reported, never acted on (marathon.md §15.6). */
public record Check(Probe probe, int intervalSeconds, int timeoutSeconds, int delaySeconds) {

  /** What is tried. */
  public sealed interface Probe {
    record Http(
        Optional<Integer> portIndex, Optional<Integer> port, Optional<String> path, String scheme)
        implements Probe {}

    record Tcp(Optional<Integer> portIndex, Optional<Integer> port) implements Probe {}

    record Shell(String command) implements Probe {}

    record Argv(List<String> arguments) implements Probe {
      public Argv {
        arguments = List.copyOf(arguments);
      }
    }
  }
}
