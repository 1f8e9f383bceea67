package dev.stadion.agent.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory in which one agent works, and which no other may use meanwhile. */
final class WorkDirectory implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkDirectory.class);

  private final Path root;
  private final FileChannel lock;

  private WorkDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * @throws IOException when another agent uses it, or it cannot be written
   */
  static WorkDirectory open(Path root) throws IOException {
    // Tasks of other users get through to their sandboxes, but what is remembered of everybody's
    // tasks is not for them to read.
    Path meta = Files.createDirectories(meta(root));
    Files.setPosixFilePermissions(meta, PosixFilePermissions.fromString("rwx------"));
    return new WorkDirectory(root, lock(meta.resolve("agent.lock"), root));
  }

  Path journal() {
    return meta(root).resolve("agent.journal");
  }

  Path executorKey() {
    return meta(root).resolve("executor.key");
  }

  Path supervisor() {
    return root.resolve("supervisor");
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static Path meta(Path root) {
    return root.resolve("meta");
  }

  private static FileChannel lock(Path file, Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      LOG.debug("{} is locked by this very process", file);
    }
    if (lock == null) {
      channel.close();
      throw new IOException("another agent works in " + root);
    }
    return channel;
  }
}
