package dev.stadion.agent.fetch;

import java.io.IOException;

/** Something could not be fetched; the message says what and why, and may be shown to anybody. */
public final class FetchException extends IOException {
  private static final long serialVersionUID = 1L;

  FetchException(String message) {
    super(message);
  }

  FetchException(String message, Throwable cause) {
    super(message, cause);
  }
}
