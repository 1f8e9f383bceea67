package dev.stadion.marathon.deployment;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What a deployment is for, beyond its plan.
 *
 * @param deadline when it is undone if it has not ended by then
 * @param undoes what went wrong, when it was begun to undo another one
 */
public record Purpose(Optional<Instant> deadline, Optional<Undoing> undoes) {
  /** A user wants it, however long it takes. */
  public static final Purpose PLAIN = new Purpose(Optional.empty(), Optional.empty());

  /**
   * @param deployment the one that is undone
   * @param reason for people
   */
  public record Undoing(DeploymentId deployment, String reason) {
    public Undoing {
      requireNonNull(deployment, "deployment");
      requireNonNull(reason, "reason");
    }
  }

  public static Purpose undoing(DeploymentId deployment, String reason) {
    return new Purpose(Optional.empty(), Optional.of(new Undoing(deployment, reason)));
  }

  public static Purpose until(Instant deadline) {
    return new Purpose(Optional.of(deadline), Optional.empty());
  }
}
