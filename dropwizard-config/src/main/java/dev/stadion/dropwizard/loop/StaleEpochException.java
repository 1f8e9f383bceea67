package dev.stadion.dropwizard.loop;

/** Another leader has taken over: this process must stop acting at once (promises.md §3). */
public final class StaleEpochException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StaleEpochException(String role, long epoch) {
    super("epoch " + epoch + " of role " + role + " is over");
  }
}
