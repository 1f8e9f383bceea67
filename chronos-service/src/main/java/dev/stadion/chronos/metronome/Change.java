package dev.stadion.chronos.metronome;

import jakarta.ws.rs.core.Response;

/** What is to become of a job, by what it is. */
sealed interface Change {
  record Into(Spec spec) implements Change {}

  /** Nothing, and that is why. */
  record Refused(Response answer) implements Change {}
}
