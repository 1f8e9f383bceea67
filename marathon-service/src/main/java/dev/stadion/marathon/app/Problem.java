package dev.stadion.marathon.app;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is wrong with what a user sent.
 *
 * @param path where, such as {@code /container/volumes(0)/hostPath}; {@code /} for the whole
 * @param message what, in the words clients compare (marathon.md §23)
 */
public record Problem(String path, String message) {
  public Problem {
    requireNonNull(path, "path");
    requireNonNull(message, "message");
  }
}
