package dev.stadion.dropwizard.http;

import java.io.IOException;

/** A request body comes in drips: 408. */
final class BodyTooSlowException extends IOException {
  private static final long serialVersionUID = 1;

  BodyTooSlowException() {
    super("the body comes too slowly");
  }
}
