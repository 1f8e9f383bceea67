package dev.stadion.marathon.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stadion.dropwizard.auth.SecretFiles;
import dev.stadion.marathon.secret.SealedSecret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens secrets with AES-256-GCM (promises.md §7.6). A secret's path is sealed along with
 * it, so that rows of the database cannot be swapped. May be used from any thread.
 */
public final class SecretSeal {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private SecretSeal(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /**
   * With the key in {@code file}: one line of Base64, 32 bytes.
   *
   * @throws IOException when there is none, or others may read it
   */
  public static SecretSeal ofFile(Path file) throws IOException {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(SecretFiles.line(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " must hold 32 bytes in Base64", e);
    }
    if (key.length != KEY_BYTES) {
      throw new IOException(file + " must hold 32 bytes in Base64, it holds " + key.length);
    }
    return new SecretSeal(key);
  }

  public SealedSecret seal(String path, byte[] value) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, path).doFinal(value);
      byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
      System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
      return SealedSecret.of(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM is part of every JDK", e);
    }
  }

  /**
   * @throws GeneralSecurityException when it was sealed with another key, for another path, or was
   *     changed
   */
  public byte[] open(String path, SealedSecret secret) throws GeneralSecurityException {
    byte[] all = secret.bytes();
    byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
    return cipher(Cipher.DECRYPT_MODE, nonce, path)
        .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
  }

  private Cipher cipher(int mode, byte[] nonce, String path) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(path.getBytes(UTF_8));
    return cipher;
  }
}
