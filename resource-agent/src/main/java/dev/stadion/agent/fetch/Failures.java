package dev.stadion.agent.fetch;

import java.io.IOException;
import java.util.Locale;

/** Words for what went wrong on the way. Pure. */
final class Failures {
  private Failures() {}

  static FetchException explained(Exception failure) {
    if (failure instanceof FetchException known) {
      return known;
    }
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    if (message.toLowerCase(Locale.ROOT).contains("no space left")) {
      return new FetchException("the agent's disk is full", failure);
    }
    String kind = failure instanceof IOException ? "" : "unexpectedly, ";
    return new FetchException(
        kind + failure.getClass().getSimpleName() + ": " + Shown.text(message), failure);
  }
}
