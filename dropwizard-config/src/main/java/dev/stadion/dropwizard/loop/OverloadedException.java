package dev.stadion.dropwizard.loop;

/** Too much work is waiting already: 503 with {@code Retry-After} (promises.md P17). */
public final class OverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public OverloadedException(String message) {
    super(message);
  }
}
