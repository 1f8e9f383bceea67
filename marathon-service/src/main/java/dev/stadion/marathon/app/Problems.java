package dev.stadion.marathon.app;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** Collects what is wrong; every distinct problem once, in the order of discovery. */
public final class Problems {
  private final SequencedSet<Problem> found = new LinkedHashSet<>();

  public void add(String path, String message) {
    found.add(new Problem(path, message));
  }

  /** Adds the problem unless {@code holds}. */
  public void require(boolean holds, String path, String message) {
    if (!holds) {
      add(path, message);
    }
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public List<Problem> toList() {
    return List.copyOf(found);
  }
}
