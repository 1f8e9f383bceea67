package dev.stadion.chronos.api;

import dev.stadion.dropwizard.http.ErrorBodies;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * The body of an error: {@code {"message":"…","status":"Bad Request","details":[…]}} (chronos.md
 * §1.1).
 */
public final class ChronosErrors implements ErrorBodies {
  @Override
  public Object of(int status, String message) {
    return of(status, List.of(new Problem("", message)));
  }

  @Override
  public Object of(int status, List<Problem> problems) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("message", problems.isEmpty() ? reason(status) : problems.getFirst().message());
    body.put("status", reason(status));
    body.put(
        "details",
        problems.stream()
            .filter(problem -> !problem.path().isEmpty())
            .map(problem -> Map.of("path", problem.path(), "error", problem.message()))
            .toList());
    return body;
  }

  private static String reason(int status) {
    return HttpStatus.getMessage(status);
  }
}
