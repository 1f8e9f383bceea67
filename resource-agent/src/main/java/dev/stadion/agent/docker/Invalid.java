package dev.stadion.agent.docker;

import java.io.IOException;

/** What a task asks of Docker cannot be done; the message says which part and why. */
final class Invalid extends IOException {
  private static final long serialVersionUID = 1L;

  Invalid(String message) {
    super(message);
  }
}
