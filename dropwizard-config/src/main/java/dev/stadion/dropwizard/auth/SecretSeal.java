package dev.stadion.dropwizard.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens secrets with AES-256-GCM (promises.md §7.6). What a secret is for, its path, is
 * sealed along with it, so that rows of the database cannot be swapped. What is sealed is a nonce
 * and the ciphertext. May be used from any thread.
 */
public final class SecretSeal {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String MAC = "HmacSHA256";

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

  /** Makes a new key in {@code file}, which only its owner can read, unless there is one. */
  public static void makeKey(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
  }

  /** Seals a value; never the same way twice. */
  public byte[] seal(String path, byte[] value) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return seal(path, value, nonce);
  }

  /**
   * Seals a value so that equal values for the same path look equal, for those who must see whether
   * something changed. The nonce comes from path and value, so no nonce is used for two of them.
   */
  public byte[] sealAlike(String path, byte[] value) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key.getEncoded(), MAC));
      mac.update(path.getBytes(UTF_8));
      mac.update((byte) 0);
      return seal(path, value, Arrays.copyOf(mac.doFinal(value), NONCE_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC is part of every JDK", e);
    }
  }

  private byte[] seal(String path, byte[] value, byte[] nonce) {
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, path).doFinal(value);
      byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
      System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM is part of every JDK", e);
    }
  }

  /**
   * @throws GeneralSecurityException when it was sealed with another key, for another path, or was
   *     changed
   */
  public byte[] open(String path, byte[] sealed) throws GeneralSecurityException {
    if (sealed.length < NONCE_BYTES) {
      throw new GeneralSecurityException("too short to have been sealed");
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    return cipher(Cipher.DECRYPT_MODE, nonce, path)
        .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
  }

  private Cipher cipher(int mode, byte[] nonce, String path) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(path.getBytes(UTF_8));
    return cipher;
  }
}
