package dev.stadion.master.wire;

/** A call breaks a rule of mesos-v1.md §3.1; the message says which and goes to the caller. */
public final class InvalidCallException extends Exception {
  private static final long serialVersionUID = 1;

  public InvalidCallException(String message) {
    super(message);
  }

  InvalidCallException(String message, Throwable cause) {
    super(message, cause);
  }
}
