package dev.stadion.agent.docker;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/** Writes the secrets of a container where it will find them (mesos-v1.md §6.8). */
final class SecretFiles {
  private static final FileAttribute<Set<PosixFilePermission>> OURS_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> BEGUN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<PosixFilePermission> DONE = PosixFilePermissions.fromString("r--r--r--");

  private SecretFiles() {}

  /** Of an attempt before nothing is left: the files are made anew. */
  static void write(Map<Path, ByteString> secrets) throws IOException {
    for (var secret : secrets.entrySet()) {
      Path file = secret.getKey();
      if (!Files.isDirectory(file.getParent(), LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(file.getParent(), OURS_ALONE);
      }
      Files.deleteIfExists(file);
      Files.createFile(file, BEGUN);
      Files.write(file, secret.getValue().toByteArray());
      Files.setPosixFilePermissions(file, DONE);
    }
  }
}
