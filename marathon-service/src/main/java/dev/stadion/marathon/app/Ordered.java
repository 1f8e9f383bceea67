package dev.stadion.marathon.app;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Sets that remember the order in which a user wrote them, but compare without it. */
final class Ordered {
  private Ordered() {}

  static <T> Set<T> copy(Collection<T> elements) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(elements));
  }
}
