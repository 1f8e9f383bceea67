package dev.stadion.chronos.api;

import dev.stadion.chronos.job.Problem;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Query parameters that are true or false. */
final class Flags {
  private Flags() {}

  static boolean isFlag(String text) {
    return text == null || text.isEmpty() || text.equals("true") || text.equals("false");
  }

  static boolean isSet(String text) {
    return "true".equals(text);
  }

  static Response rejected(String name) {
    return Answers.rejected(List.of(new Problem("/" + name, name + " must be true or false")));
  }
}
