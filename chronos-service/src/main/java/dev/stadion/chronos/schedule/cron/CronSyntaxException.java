package dev.stadion.chronos.schedule.cron;

/** A cron expression breaks a rule of its dialect; the message is for the user. */
public final class CronSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CronSyntaxException(String message) {
    super(message);
  }
}
