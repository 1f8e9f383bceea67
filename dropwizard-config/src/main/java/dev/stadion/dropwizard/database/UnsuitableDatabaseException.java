package dev.stadion.dropwizard.database;

/** The database is there but must not be used as it is; the message says what to change. */
public final class UnsuitableDatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnsuitableDatabaseException(String message) {
    super(message);
  }
}
