package dev.stadion.launcher.dev;

import dev.stadion.dropwizard.auth.SecretSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where a suite keeps everything, held by one suite at a time. The lock belongs to the process, so
 * that it is free again however the process ended.
 */
final class DataDirectory implements AutoCloseable {
  private static final String PASSABLE = "rwx--x--x";
  private static final String LOCK = "lock";

  private final Path root;
  private final boolean ephemeral;
  private final FileChannel channel;

  private DataDirectory(Path root, boolean ephemeral, FileChannel channel) {
    this.root = root;
    this.ephemeral = ephemeral;
    this.channel = channel;
  }

  /**
   * Takes the directory, creating it if it is not there: only its owner can look into it, but tasks
   * of other users get through to their sandboxes.
   *
   * @throws StartFailedException if another process has it, or it cannot be written
   */
  static DataDirectory open(Path path) throws StartFailedException {
    Path root = path.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectories(
            root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PASSABLE)));
      }
      return lock(root.toRealPath(), false);
    } catch (IOException e) {
      throw new StartFailedException("cannot use the data directory " + root + ": " + e, e);
    }
  }

  /** A temporary directory that is deleted by {@link #close}. */
  static DataDirectory temporary() throws StartFailedException {
    try {
      Path root = Files.createTempDirectory("stadion-").toRealPath();
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString(PASSABLE));
      return lock(root, true);
    } catch (IOException e) {
      throw new StartFailedException("cannot make a temporary directory: " + e, e);
    }
  }

  private static DataDirectory lock(Path root, boolean ephemeral)
      throws IOException, StartFailedException {
    FileChannel channel =
        FileChannel.open(
            root.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    if (!locked(channel)) {
      String holder = Files.readString(root.resolve(LOCK)).strip();
      channel.close();
      throw new StartFailedException(
          "another stadion (process %s) uses the data directory %s; stop it, or use --data-dir"
              .formatted(holder, root));
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
    return new DataDirectory(root, ephemeral, channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Path root() {
    return root;
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  Path logs() {
    return root.resolve("logs");
  }

  /** The work directory of the {@code index}-th agent, from 0. */
  Path agent(int index) {
    return root.resolve(index == 0 ? "agent" : "agent-" + (index + 1));
  }

  /** What seals chronos' secrets; made when it is not there yet. */
  Path chronosKey() throws StartFailedException {
    Path key = root.resolve("chronos.key");
    try {
      SecretSeal.makeKey(key);
    } catch (IOException e) {
      throw new StartFailedException("cannot write " + key + ": " + e, e);
    }
    return key;
  }

  Path suiteFile() {
    return root.resolve("suite.json");
  }

  /** Gives the directory back; an ephemeral one is deleted with all that is in it. */
  @Override
  public synchronized void close() {
    try {
      channel.close();
      if (ephemeral && Files.exists(root)) {
        deleteAll();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give back " + root, e);
    }
  }

  private void deleteAll() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
