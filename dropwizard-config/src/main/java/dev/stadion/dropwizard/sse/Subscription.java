package dev.stadion.dropwizard.sse;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What one reader wants.
 *
 * @param wanted which events it gets
 * @param briefly whether it gets the brief form of those that have one
 * @param first what it gets before anything else, whether it is wanted or not
 * @param missed where it left off, when it comes back
 * @param whenGone called once, after its stream has ended
 */
public record Subscription(
    Predicate<SseEvent> wanted,
    boolean briefly,
    List<SseEvent> first,
    Optional<Missed> missed,
    Runnable whenGone) {
  public Subscription {
    first = List.copyOf(first);
  }

  /**
   * @param after the id of the last event that the reader saw
   */
  public record Missed(long after, Backlog backlog) {}
}
