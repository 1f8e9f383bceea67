package dev.stadion.dropwizard.http;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Decides what {@code %2F} in a path means, before anybody else looks at the path: so that access
 * rules, limits and routes all judge the same one.
 *
 * <p>Some clients of Marathon encode an id as a whole, its slashes too: {@code
 * /v2/apps/%2Fproduct%2Fweb}. A service may name the places where that is an id; everywhere else an
 * encoded slash is refused with 400 (promises.md §6). For the threads of the server.
 */
public final class EncodedSlashes extends Handler.Wrapper {
  private static final Pattern ENCODED = Pattern.compile("%2[fF]");
  private static final Pattern DOTS = Pattern.compile("(\\.|%2[eE]){1,2}");

  private final UnaryOperator<String> meaning;

  private EncodedSlashes(UnaryOperator<String> meaning) {
    this.meaning = requireNonNull(meaning, "meaning");
  }

  /** They are refused wherever they are. */
  public static EncodedSlashes refused() {
    return new EncodedSlashes(UnaryOperator.identity());
  }

  /**
   * They are slashes in a segment that begins with one, directly after what matches; and refused
   * elsewhere.
   *
   * @param before matches the beginning of a path up to the slash before that segment
   */
  public static EncodedSlashes ofAbsoluteIdsAfter(Pattern before) {
    requireNonNull(before, "before");
    return new EncodedSlashes(path -> {
      var prefix = before.matcher(path);
      if (!prefix.lookingAt()) {
        return path;
      }
      int end = path.indexOf('/', prefix.end());
      String segment = path.substring(prefix.end(), end < 0 ? path.length() : end);
      String rest = end < 0 ? "" : path.substring(end);
      var encoded = ENCODED.matcher(segment);
      return encoded.lookingAt()
          ? path.substring(0, prefix.end()) + encoded.replaceAll("/") + rest
          : path;
    });
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HttpURI uri = request.getHttpURI();
    String path = uri.getPath();
    if (path == null || !ENCODED.matcher(path).find()) {
      return super.handle(request, response, callback);
    }
    String meant = meaning.apply(path);
    if (ENCODED.matcher(meant).find() || (!meant.equals(path) && hasDots(meant))) {
      Response.writeError(
          request,
          response,
          callback,
          HttpStatus.BAD_REQUEST_400,
          "a slash is encoded in the path");
      return true;
    }
    return super.handle(
        Request.serveAs(request, HttpURI.build(uri).path(meant).asImmutable()), response, callback);
  }

  /** The server has taken dots out of the path already, and does not do so again. */
  private static boolean hasDots(String path) {
    return Arrays.stream(path.split("/")).anyMatch(part -> DOTS.matcher(part).matches());
  }
}
