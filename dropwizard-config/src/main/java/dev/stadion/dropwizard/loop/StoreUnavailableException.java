package dev.stadion.dropwizard.loop;

/** The database is away. Callers get 503 with {@code Retry-After}; running tasks go on. */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
