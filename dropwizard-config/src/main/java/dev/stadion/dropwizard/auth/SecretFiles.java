package dev.stadion.dropwizard.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Files that only their owner may read (promises.md §7.5). */
public final class SecretFiles {
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private SecretFiles() {}

  /**
   * The text of the file.
   *
   * @throws IOException when it is not there, or its mode lets anybody else near it
   */
  public static String read(Path file) throws IOException {
    try {
      if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw new IOException(file + " holds secrets and must have mode 0600");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    }
  }

  /**
   * The only line of a file with a secret.
   *
   * @throws IOException as {@link #read}, or when there is more or less than one line
   */
  public static String line(Path file) throws IOException {
    String line = read(file).strip();
    if (line.isEmpty() || line.lines().count() != 1) {
      throw new IOException(file + " must have one line, the secret");
    }
    return line;
  }
}
