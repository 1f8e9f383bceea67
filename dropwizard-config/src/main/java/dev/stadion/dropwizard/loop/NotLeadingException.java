package dev.stadion.dropwizard.loop;

/** This process is not the leader, or not yet ready to act: 503 with {@code Retry-After}. */
public final class NotLeadingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NotLeadingException(String message) {
    super(message);
  }
}
