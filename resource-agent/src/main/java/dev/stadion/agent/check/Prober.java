package dev.stadion.agent.check;

import java.util.function.Consumer;

/** Looks at tasks. */
@FunctionalInterface
public interface Prober {

  /** Ends a look that is under way; its result may still come, or not. Never fails. */
  @FunctionalInterface
  interface Running {
    void abandon();
  }

  /**
   * Begins to look and returns at once. {@code result} is told on another thread, at most once. How
   * long it takes is the caller's business.
   */
  Running start(Probe probe, Consumer<ProbeResult> result);
}
