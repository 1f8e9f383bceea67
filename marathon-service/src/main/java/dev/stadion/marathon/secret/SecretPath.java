package dev.stadion.marathon.secret;

import java.util.Optional;
import java.util.regex.Pattern;

/** Which names secrets may have: segments of letters, digits, {@code . _ -}, joined by slashes. */
public final class SecretPath {
  private static final int LONGEST = 255;
  private static final Pattern LEGAL =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  private SecretPath() {}

  /** The path without slashes at its ends; empty when it cannot be one. */
  public static Optional<String> of(String text) {
    String path = text.replaceAll("^/+|/+$", "");
    return path.length() <= LONGEST && LEGAL.matcher(path).matches()
        ? Optional.of(path)
        : Optional.empty();
  }
}
