package dev.stadion.dropwizard.http;

import java.io.IOException;

/** A request body is longer than allowed, perhaps only after inflating: 413. */
public final class BodyTooLongException extends IOException {
  private static final long serialVersionUID = 1;

  BodyTooLongException(long limit) {
    super("the body is longer than " + limit + " bytes");
  }
}
