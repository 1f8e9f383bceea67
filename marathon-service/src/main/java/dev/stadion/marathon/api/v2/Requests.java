package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.group.Subtree;
import dev.stadion.marathon.scheduler.MarathonEvent.Origin;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

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

  /** The group whose apps are all meant by {@code group/*}; empty when the id is a plain one. */
  static Optional<PathId> groupBeforeStar(String id) {
    return id.equals("*") || id.endsWith("/*")
        ? Optional.of(group(id.substring(0, id.length() - 1)))
        : Optional.empty();
  }

  /** The services below a group that users want; 404 when there is no such group. */
  static Collection<Service> appsBelow(MarathonState state, PathId group) {
    if (!state.groups().containsKey(group)) {
      throw Refusals.noSuchGroup(group);
    }
    return Subtree.below(state.services(), group).values().stream()
        .filter(service -> service.application().isPresent())
        .toList();
  }

  /**
   * The id that a body gives; empty when it gives none.
   *
   * @throws jakarta.ws.rs.WebApplicationException when it cannot be one
   */
  static Optional<String> idIn(ObjectNode sent) {
    if (!sent.hasNonNull("id")) {
      return Optional.empty();
    }
    if (!sent.get("id").isTextual()) {
      throw Refusals.misfit(List.of(new Problem("/id", "error.expected.jsstring")));
    }
    if (!PathId.isWellFormed(sent.get("id").asText())) {
      throw Refusals.misfit(List.of(new Problem("/id", "error.pattern")));
    }
    return Optional.of(sent.get("id").asText());
  }

  static void refuseScaleAndWipe(String scale, String wipe) {
    if (flag(scale, false) && flag(wipe, false)) {
      throw Refusals.because(400, "You cannot use scale and wipe at the same time.");
    }
  }

  /** An id as it may be repeated in an answer. */
  static String shortened(String id) {
    return id.length() > 255 ? id.substring(0, 255) : id;
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
