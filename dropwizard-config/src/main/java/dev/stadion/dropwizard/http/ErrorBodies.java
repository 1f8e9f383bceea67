package dev.stadion.dropwizard.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * What an error looks like to the clients of a service, wherever it arose: in a resource, in the
 * router, or in the HTTP server before any of our code ran. Bodies are written as JSON.
 */
public interface ErrorBodies {

  /**
   * What a request was found to be wrong in.
   *
   * @param path the place in the document, such as {@code /instances}; empty for the whole
   */
  record Problem(String path, String message) {}

  /** The body of an error that concerns the request as a whole. */
  Object of(int status, String message);

  /** The body for a document whose parts were found to be wrong. */
  default Object of(int status, List<Problem> problems) {
    return of(
        status,
        String.join(
            "; ",
            problems.stream()
                .map(problem -> (problem.path() + " " + problem.message()).strip())
                .toList()));
  }

  /**
   * The body of a 400 for a request body that cannot be read at all: not JSON, not UTF-8, cut off.
   */
  default Object unreadable(String why) {
    return of(HttpStatus.BAD_REQUEST_400, why);
  }

  /** The status for JSON that is well formed but not of the right shape. */
  default int wrongShapeStatus() {
    return HttpStatus.BAD_REQUEST_400;
  }

  /** The media type of the bodies. */
  default String mediaType() {
    return "application/json";
  }

  /** RFC 9457. */
  static ErrorBodies problemDetails() {
    return new ErrorBodies() {
      @Override
      public Object of(int status, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", HttpStatus.getMessage(status));
        body.put("status", status);
        body.put("detail", message);
        return body;
      }

      @Override
      public String mediaType() {
        return "application/problem+json";
      }
    };
  }

  /** {@code {"message": …}}, as under Marathon's API. */
  static ErrorBodies message() {
    return (status, message) -> Map.of("message", message);
  }
}
