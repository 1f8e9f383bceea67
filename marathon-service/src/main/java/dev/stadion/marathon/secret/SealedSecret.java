package dev.stadion.marathon.secret;

import static java.util.Objects.requireNonNull;

import java.util.Base64;

/**
 * A secret that only the holder of the key can open.
 *
 * @param text nonce and ciphertext, in Base64
 */
public record SealedSecret(String text) {
  public SealedSecret {
    requireNonNull(text, "text");
  }

  public static SealedSecret of(byte[] sealed) {
    return new SealedSecret(Base64.getEncoder().encodeToString(sealed));
  }

  public byte[] bytes() {
    return Base64.getDecoder().decode(text);
  }

  /** Not even the sealed value belongs into logs. */
  @Override
  public String toString() {
    return "SealedSecret";
  }
}
