package dev.stadion.agent.check;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All checks of one agent. A check that waits costs an entry in the timer and no thread.
 * Thread-safe.
 */
public final class Checks {
  private final CheckTimer timer;
  private final Prober prober;
  private final MonotonicClock ticker;
  private final CheckListener listener;
  private final Map<ContainerId, List<Watch>> watches = new ConcurrentHashMap<>();

  public Checks(CheckTimer timer, Prober prober, MonotonicClock ticker, CheckListener listener) {
    this.timer = timer;
    this.prober = prober;
    this.ticker = ticker;
    this.listener = listener;
  }

  /**
   * Begins to look at a task. One that is watched already goes on being watched as it is.
   *
   * @param age for how long it has run
   */
  public void begin(ContainerId container, List<Look> looks, Duration age) {
    List<Watch> fresh = looks.stream().map(look -> new Watch(container, look, age, this)).toList();
    if (!fresh.isEmpty() && watches.putIfAbsent(container, fresh) == null) {
      fresh.forEach(Watch::begin);
    }
  }

  /** No further look begins; one that is under way is broken off and tells nothing. */
  public void end(ContainerId container) {
    List<Watch> ending = watches.remove(container);
    if (ending != null) {
      ending.forEach(Watch::end);
    }
  }

  public void endAll() {
    watches.keySet().forEach(this::end);
  }

  /** How many tasks are watched. */
  public int size() {
    return watches.size();
  }

  CheckTimer timer() {
    return timer;
  }

  Prober prober() {
    return prober;
  }

  MonotonicClock ticker() {
    return ticker;
  }

  CheckListener listener() {
    return listener;
  }
}
