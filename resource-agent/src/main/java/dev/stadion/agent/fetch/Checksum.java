package dev.stadion.agent.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a file must have to be the one that was meant.
 *
 * @param algorithm as Java calls it
 * @param hex lower case
 */
record Checksum(String algorithm, String hex) {
  Checksum {
    hex = hex.toLowerCase(Locale.ROOT);
  }

  void verify(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has these
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    String actual = HexFormat.of().formatHex(digest.digest());
    if (!actual.equals(hex)) {
      throw new FetchException(
          "its " + algorithm + " is " + actual + " where the repository says " + Shown.text(hex));
    }
  }
}
