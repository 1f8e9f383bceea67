package dev.stadion.dropwizard.database;

import dev.stadion.dropwizard.loop.StoreUnavailableException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** Tells the world's weather from our bugs by SQLSTATE. */
final class DatabaseFailures {
  private DatabaseFailures() {}

  /** Another attempt of the same transaction may succeed at once. */
  static boolean isWorthRetrying(Throwable thrown) {
    return sqlException(thrown)
        .map(SQLException::getSQLState)
        .filter(state -> state.equals("40001") || state.equals("40P01"))
        .isPresent();
  }

  /**
   * A {@link StoreUnavailableException} when the database is away, full, overloaded or too slow;
   * otherwise what was thrown: a broken constraint is an answer, not weather.
   */
  static RuntimeException translate(RuntimeException thrown) {
    return sqlException(thrown)
        .filter(DatabaseFailures::isWeather)
        .<RuntimeException>map(
            cause -> new StoreUnavailableException("database: " + describe(cause), thrown))
        .orElse(thrown);
  }

  private static String describe(SQLException cause) {
    return "53100".equals(cause.getSQLState()) ? "storage full" : cause.getMessage();
  }

  private static boolean isWeather(SQLException cause) {
    String state = cause.getSQLState();
    if (state == null) {
      // The pool's own exceptions have no state: exhausted, or the server cannot be reached.
      return cause.getClass().getName().startsWith("org.apache.tomcat.")
          || cause.getCause() instanceof IOException;
    }
    String kind = state.substring(0, Math.min(2, state.length()));
    return switch (kind) {
      // connection, rolled back by the server, resources, operator intervention, system, internal
      case "08", "40", "53", "57", "58", "XX" -> true;
      // cut off for idling in a transaction; lock timeout; a standby that was promoted meanwhile
      default -> state.equals("25P03") || state.equals("55P03") || state.equals("25006");
    };
  }

  private static Optional<SQLException> sqlException(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }
}
