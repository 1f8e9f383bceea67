package dev.stadion.dropwizard.loop;

import java.util.List;

/**
 * Does what was decided, after it was committed. Called in commit order by one thread; must not
 * block on the network: hand over to a queue.
 *
 * @param <S> the state
 * @param <F> an effect
 */
@FunctionalInterface
public interface EffectHandler<S, F> {
  /**
   * @param committed the state of the same commit, already visible to readers
   */
  void handle(List<F> effects, S committed);
}
