package dev.stadion.dropwizard.loop;

import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.heart.Heart;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Knows when the heart wants to be woken up. Used by the deciding thread alone. */
final class Deadlines<S, E, C, F, O> {
  private final Heart<S, E, C, F, O> heart;
  private final InstantSource clock;
  private final Duration longestPause;

  private S lookedAt;
  private Optional<Instant> next = Optional.empty();
  private S fruitless;

  Deadlines(Heart<S, E, C, F, O> heart, InstantSource clock, Duration longestPause) {
    this.heart = heart;
    this.clock = clock;
    this.longestPause = longestPause;
  }

  boolean haveSeen(S state) {
    return lookedAt == state;
  }

  /** Until the next deadline, but never long: the wall clock may jump meanwhile. */
  Duration pause() {
    Duration left = next.map(at -> Duration.between(clock.instant(), at)).orElse(longestPause);
    return left.compareTo(longestPause) < 0 ? left : longestPause;
  }

  /**
   * Decides about the passing of time if a deadline is due. One deadline at a time; a heart that is
   * not done has another one at once. A deadline from which nothing follows is not decided again
   * before time has passed, since that would only burn the processor.
   *
   * @param timePassed whether the loop has rested since it last asked
   */
  Optional<Decision<S, C, F, O>> decideIfDue(S state, boolean timePassed) {
    lookedAt = state;
    next = heart.wakeAt(state);
    Instant now = clock.instant();
    if (next.isEmpty() || next.get().isAfter(now)) {
      return Optional.empty();
    }
    if (state == fruitless && !timePassed) {
      next = Optional.empty();
      return Optional.empty();
    }
    Decision<S, C, F, O> decision = heart.decide(state, heart.wakeUp(), now);
    if (decision.state() != state) {
      fruitless = null;
      return Optional.of(decision);
    }
    fruitless = state;
    next = Optional.empty();
    boolean nothing = decision.changes().isEmpty() && decision.effects().isEmpty();
    return nothing ? Optional.empty() : Optional.of(decision);
  }
}
