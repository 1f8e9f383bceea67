package dev.stadion.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A secret of a task in a file, which nobody else sees while it is written (mesos-v1.md §6.8). */
public final class SecretFile {
  private static final FileAttribute<Set<PosixFilePermission>> OURS_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> BEGUN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private SecretFile() {}

  /**
   * Writes it anew: of an attempt before nothing is left.
   *
   * @param done who may do what with it once it is whole
   */
  public static void write(Path file, byte[] secret, Set<PosixFilePermission> done)
      throws IOException {
    if (!Files.isDirectory(file.getParent(), LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(file.getParent(), OURS_ALONE);
    }
    Files.deleteIfExists(file);
    Files.createFile(file, BEGUN);
    Files.write(file, secret);
    Files.setPosixFilePermissions(file, done);
  }
}
