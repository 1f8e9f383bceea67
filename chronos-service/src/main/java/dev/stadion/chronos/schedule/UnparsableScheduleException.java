package dev.stadion.chronos.schedule;

/** A schedule or a zone that the user wrote cannot be used; the message is for the user. */
public final class UnparsableScheduleException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnparsableScheduleException(String message) {
    super(message);
  }
}
