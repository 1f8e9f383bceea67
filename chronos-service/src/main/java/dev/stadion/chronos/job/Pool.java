package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

/**
 * What jobs share, so that not too many runs use it at once (chronos.md B-41).
 *
 * @param slots at least 0; with none nothing of the pool is launched
 */
public record Pool(String name, int slots, String description) {
  /** The pool of whoever names none: it has no limit. */
  public static final String UNLIMITED = "default";

  public Pool {
    requireNonNull(name, "name");
    requireNonNull(description, "description");
  }
}
