package dev.stadion.dropwizard.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import dev.stadion.dropwizard.http.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Principals and their secrets, as the credentials file of Mesos has them:
 *
 * <pre>{"credentials":[{"principal":"marathon","secret":"..."}]}</pre>
 *
 * <p>The secrets are in the clear there, so the file must be readable by its owner only; and there
 * is nothing to gain from a slow hash, so they are compared as they are, in constant time
 * (promises.md §7.2). Immutable.
 */
public final class Credentials {
  private static final String BASIC = "basic ";
  private static final byte[] NOBODYS = new byte[32];

  private final Map<String, byte[]> secrets;

  private record Document(@JsonProperty(required = true) List<Entry> credentials) {}

  private record Entry(
      @JsonProperty(required = true) String principal,
      @JsonProperty(required = true) String secret) {}

  private Credentials(Map<String, byte[]> secrets) {
    this.secrets = secrets;
  }

  /** Secrets by principal. */
  public static Credentials of(Map<String, String> secrets) {
    var bytes = new HashMap<String, byte[]>();
    secrets.forEach((principal, secret) -> bytes.put(principal, secret.getBytes(UTF_8)));
    return new Credentials(bytes);
  }

  /**
   * Reads a credentials file.
   *
   * @throws IOException when it is not there, others may read it, or it is not of this form; the
   *     message never shows its content
   */
  public static Credentials read(Path file) throws IOException {
    String text = SecretFiles.read(file);
    Document document;
    try {
      document = StrictJson.newObjectMapper().readValue(text, Document.class);
    } catch (JacksonException e) {
      // Its message may quote a secret, so neither that nor the cause goes on.
      throw new IOException(form(file));
    }
    if (document == null || document.credentials() == null) {
      throw new IOException(form(file));
    }
    var secrets = new HashMap<String, String>();
    for (Entry entry : document.credentials()) {
      if (entry == null || entry.principal() == null || entry.secret() == null) {
        throw new IOException(form(file));
      }
      if (entry.principal().isEmpty() || entry.principal().contains(":")) {
        throw new IOException(file + ": a principal must not be empty or have a colon");
      }
      if (entry.secret().isEmpty()) {
        throw new IOException(file + ": the secret of " + entry.principal() + " is empty");
      }
      if (secrets.put(entry.principal(), entry.secret()) != null) {
        throw new IOException(file + ": " + entry.principal() + " is there twice");
      }
    }
    return of(secrets);
  }

  private static String form(Path file) {
    return file + " must be as in {\"credentials\":[{\"principal\":\"p\",\"secret\":\"s\"}]}";
  }

  /** What an {@code Authorization} header claims. */
  record Claim(String principal, String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
      return principal;
    }
  }

  /**
   * Whom this header claims to be from.
   *
   * @param header null when there was none
   * @return empty when it is no HTTP Basic
   */
  static Optional<Claim> claim(String header) {
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      return Optional.empty();
    }
    byte[] pair;
    try {
      pair = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    String text = new String(pair, UTF_8);
    int colon = text.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : Optional.of(new Claim(text.substring(0, colon), text.substring(colon + 1)));
  }

  /** Whether the secret is that principal's; takes as long when nobody is called so. */
  boolean confirm(Claim claim) {
    byte[] right = secrets.get(claim.principal());
    boolean same =
        MessageDigest.isEqual(claim.secret().getBytes(UTF_8), right == null ? NOBODYS : right);
    return same && right != null;
  }

  /** The header that says who we are. */
  public static String header(String principal, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((principal + ":" + secret).getBytes(UTF_8));
  }

  /** Names the principals and no secret. */
  @Override
  public String toString() {
    return "Credentials" + secrets.keySet();
  }
}
