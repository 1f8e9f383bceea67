package dev.stadion.mesos.recordio;

import java.io.IOException;

/** A byte stream is not RecordIO; nothing after this point can be trusted, so give it up. */
public final class MalformedRecordException extends IOException {
  private static final long serialVersionUID = 1L;

  public MalformedRecordException(String message) {
    super(message);
  }
}
