package dev.stadion.marathon.api;

import dev.stadion.dropwizard.http.ErrorBodies;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The one shape of errors that Marathon's clients know (marathon.md §1.1). */
public final class MarathonErrors implements ErrorBodies {
  private static final int NOT_FOUND = 404;
  private static final int UNPROCESSABLE = 422;

  @Override
  public Object of(int status, String message) {
    boolean noRoute = status == NOT_FOUND && message.equals("Not Found");
    return Map.of("message", noRoute ? "URI not found" : message);
  }

  @Override
  public Object of(int status, List<Problem> problems) {
    var errors = new LinkedHashMap<String, List<String>>();
    problems.forEach(problem ->
        errors.merge(
            problem.path().isEmpty() ? "/" : problem.path(),
            List.of(problem.message()),
            (some, more) -> Stream.concat(some.stream(), more.stream()).distinct().toList()));
    return Map.of(
        "message",
        "Invalid JSON",
        "details",
        errors.entrySet().stream()
            .map(entry -> Map.of("path", entry.getKey(), "errors", entry.getValue()))
            .toList());
  }

  /** The details are the parser's words, not a list. */
  @Override
  public Object unreadable(String why) {
    return Map.of("message", "Invalid JSON", "details", why);
  }

  @Override
  public int wrongShapeStatus() {
    return UNPROCESSABLE;
  }
}
