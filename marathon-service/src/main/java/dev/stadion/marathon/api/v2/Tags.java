package dev.stadion.marathon.api.v2;

import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.Timestamps;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Entity tags (RFC 9110 §8.8.3) for those who ask for them with {@code If-None-Match} or {@code
 * etag=true}. That of an app begins with its version, which is what {@code If-Match} compares:
 * tasks come and go without anybody's doing.
 */
final class Tags {
  private Tags() {}

  /**
   * The answer with its tag if one is wanted, or 304 when the client has it already.
   *
   * @param body as it is sent
   * @param parts what of it the tag stands for
   * @param app that the body is about, if it is about one
   */
  static Response answer(
      Object body,
      List<byte[]> parts,
      Optional<App> app,
      Parameters parameters,
      HttpHeaders headers) {
    String known = headers.getHeaderString(HttpHeaders.IF_NONE_MATCH);
    if (known == null && !parameters.flag("etag")) {
      return Response.ok(body).build();
    }
    String version = app.map(one -> Timestamps.write(one.version()) + "/").orElse("");
    String tag = '"' + version + hash(parts) + '"';
    boolean has = known != null && Arrays.stream(known.split(",")).anyMatch(one -> is(one, tag));
    return (has ? Response.status(Response.Status.NOT_MODIFIED) : Response.ok(body))
        .header(HttpHeaders.ETAG, tag)
        .build();
  }

  private static boolean is(String sent, String tag) {
    String bare = sent.strip();
    return bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag);
  }

  private static String hash(List<byte[]> parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      parts.forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest(), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Makes sure that an app is the one that a client derived its change from.
   *
   * @param wanted the header {@code If-Match}: tags or versions in quotes; null when it was not
   *     sent
   */
  static void require(String wanted, Optional<App> current) {
    if (wanted == null) {
      return;
    }
    boolean met =
        current.isPresent()
            && Arrays.stream(wanted.split(","))
                .map(String::strip)
                .anyMatch(one -> one.equals("*") || isOf(one, current.get()));
    if (!met) {
      throw Refusals.because(
          412,
          current
              .map(app -> "The app is in version " + Timestamps.write(app.version()) + " by now")
              .orElse("The app does not exist"));
    }
  }

  private static boolean isOf(String tag, App app) {
    String version = '"' + Timestamps.write(app.version());
    return tag.equals(version + '"') || (tag.startsWith(version + "/") && tag.endsWith("\""));
  }
}
