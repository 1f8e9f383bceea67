package dev.stadion.agent.docker;

import com.google.protobuf.ByteString;
import dev.stadion.agent.sandbox.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/** Writes the secrets of a container where it will find them (mesos-v1.md §6.8). */
final class SecretFiles {
  /** Whoever the container's user is; their directory is ours alone. */
  private static final Set<PosixFilePermission> DONE = PosixFilePermissions.fromString("r--r--r--");

  private SecretFiles() {}

  static void write(Map<Path, ByteString> secrets) throws IOException {
    for (var secret : secrets.entrySet()) {
      SecretFile.write(secret.getKey(), secret.getValue().toByteArray(), DONE);
    }
  }
}
