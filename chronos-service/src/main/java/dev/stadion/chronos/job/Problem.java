package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is wrong with what a caller sent.
 *
 * @param path of the field, such as {@code /retries}; empty when it concerns the whole
 * @param error in words, for people
 */
public record Problem(String path, String error) {
  public Problem {
    requireNonNull(path, "path");
    requireNonNull(error, "error");
  }
}
