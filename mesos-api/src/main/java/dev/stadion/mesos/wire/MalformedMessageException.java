package dev.stadion.mesos.wire;

import java.io.IOException;

/**
 * A body is not the message it should be. The text names the field and the broken rule, echoes at
 * most 100 characters of the input with control characters escaped, and may be shown to the caller.
 */
public final class MalformedMessageException extends IOException {
  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String message) {
    super(message);
  }

  public MalformedMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
