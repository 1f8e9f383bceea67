package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.JsonBodies;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.scheduler.MarathonEvent.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;

/** Parts of requests that many routes have. */
final class Requests {
  private Requests() {}

  /** The app that a part of an URL names, with or without leading slashes. */
  static PathId appId(String part) {
    if (!PathId.isWellFormed(part)) {
      throw Refusals.invalid(
          List.of(new Problem("/id", PathId.of("/A").problemAsAppId().orElseThrow())));
    }
    return PathId.of(part);
  }

  /** The group that a part of an URL names; empty is the root. */
  static PathId group(String part) {
    return part.replace("/", "").isEmpty() ? PathId.ROOT : appId(part);
  }

  /** The object in a body that says it is JSON. */
  static ObjectNode object(byte[] body, HttpServletRequest request) {
    if (request.getContentType() == null && body != null && body.length > 0) {
      throw Refusals.because(415, "Unsupported Media Type");
    }
    return JsonBodies.object(body);
  }

  /** Only {@code true} is true, in whatever case (marathon.md §3). */
  static boolean flag(String text, boolean absent) {
    return text == null ? absent : text.equalsIgnoreCase("true");
  }

  static Instant timestamp(String text) {
    return Timestamps.parse(text)
        .orElseThrow(() ->
            Refusals.unprocessable(
                "Invalid timestamp provided '"
                    + (text.length() > 100 ? text.substring(0, 100) : text)
                    + "'. Expecting ISO-8601 datetime string."));
  }

  static Origin origin(HttpServletRequest request) {
    String query = request.getQueryString();
    return new Origin(
        request.getRemoteAddr(), request.getRequestURI() + (query == null ? "" : "?" + query));
  }
}
