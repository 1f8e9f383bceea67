package dev.stadion.scheduling.heart;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a {@link Heart} concluded from one event.
 *
 * @param state the state from now on
 * @param changes what must be committed before anybody hears of it; empty when nothing durable
 *     changed
 * @param effects what to do after the commit, in this order
 * @param outcome what to tell the submitter after the commit
 */
public record Decision<S, C, F, O>(S state, List<C> changes, List<F> effects, O outcome) {
  public Decision {
    requireNonNull(state, "state");
    requireNonNull(outcome, "outcome");
    changes = List.copyOf(changes);
    effects = List.copyOf(effects);
  }

  /** Nothing follows from the event but an answer. */
  public static <S, C, F, O> Decision<S, C, F, O> unchanged(S state, O outcome) {
    return new Decision<>(state, List.of(), List.of(), outcome);
  }
}
