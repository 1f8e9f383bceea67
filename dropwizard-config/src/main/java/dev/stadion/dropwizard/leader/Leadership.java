package dev.stadion.dropwizard.leader;

import java.time.Duration;
import java.util.Optional;

/** Who leads, as far as this process knows. May be asked from any thread. */
public interface Leadership {
  /**
   * Waits while this process is about to act: it was elected and reads what is stored. Returns at
   * once when it acts or follows somebody else. For callers that have nothing better to do.
   *
   * @return whether it acts now
   */
  boolean awaitActing(Duration atMost) throws InterruptedException;

  /** The last known leader's {@code host:port}, perhaps our own. */
  Optional<String> leaderAddress();
}
