package dev.stadion.agent.sandbox;

import dev.stadion.agent.process.ContainerId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Removes the sandboxes of tasks that ended long ago; the fuller the disk, the sooner (mesos-v1.md
 * §8.4). Follows no link, so whatever a task left behind can only cost the task's own files.
 *
 * @param root the directory of all sandboxes
 * @param keptFor on an empty disk
 */
public record SandboxCleaner(Path root, Duration keptFor) {
  private static final double HEADROOM = 0.1;
  private static final int EXECUTORS_DEPTH = 5; // <agent>/frameworks/<f>/executors/<e>

  /** How long sandboxes are kept on a disk of which the share {@code used} is used. */
  Duration keptFor(double used) {
    double share = Math.clamp(1 - HEADROOM - used, 0, 1);
    return Duration.ofMillis((long) (keptFor.toMillis() * share));
  }

  /**
   * Removes what is old enough and returns how many sandboxes that were.
   *
   * @param live containers whose sandboxes stay
   */
  public int clean(Set<ContainerId> live, Instant now) throws IOException {
    if (!Files.isDirectory(root)) {
      return 0;
    }
    FileStore store = Files.getFileStore(root);
    double used = 1 - (double) store.getUsableSpace() / Math.max(1, store.getTotalSpace());
    return removeOlderThan(now.minus(keptFor(used)), live);
  }

  int removeOlderThan(Instant limit, Set<ContainerId> live) throws IOException {
    int removed = 0;
    for (Path executor : executors()) {
      Path runs = executor.resolve("runs");
      for (Path run : directories(runs)) {
        if (isOld(run, limit) && live.stream().noneMatch(id -> run.endsWith(id.value()))) {
          remove(run);
          removed++;
        }
      }
      if (directories(runs).isEmpty() && Files.isDirectory(runs)) {
        remove(executor);
      }
    }
    return removed;
  }

  private List<Path> executors() throws IOException {
    try (Stream<Path> tree = Files.walk(root, EXECUTORS_DEPTH)) {
      return tree.filter(path -> root.relativize(path).getNameCount() == EXECUTORS_DEPTH)
          .filter(path -> path.getParent().endsWith("executors"))
          .toList();
    }
  }

  private static List<Path> directories(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  /** By its logs, which are written to as long as a task says anything. */
  private static boolean isOld(Path run, Instant limit) throws IOException {
    for (Path task : directories(run.resolve("tasks"))) {
      if (!isOldAlone(task, limit)) {
        return false;
      }
    }
    return isOldAlone(run, limit);
  }

  private static boolean isOldAlone(Path run, Instant limit) throws IOException {
    Path log = run.resolve("stdout");
    Path witness = Files.exists(log, LinkOption.NOFOLLOW_LINKS) ? log : run;
    return Files.getLastModifiedTime(witness, LinkOption.NOFOLLOW_LINKS)
        .toInstant()
        .isBefore(limit);
  }

  /** With all that is in it, following no link. */
  static void remove(Path directory) throws IOException {
    try (DirectoryStream<Path> parent = Files.newDirectoryStream(directory.getParent())) {
      if (parent instanceof SecureDirectoryStream<Path> secure) {
        empty(secure, directory.getFileName());
        secure.deleteDirectory(directory.getFileName());
      }
    }
  }

  private static void empty(SecureDirectoryStream<Path> parent, Path name) throws IOException {
    try (SecureDirectoryStream<Path> directory =
        parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      for (Path found : directory) {
        Path entry = found.getFileName();
        boolean isDirectory =
            directory
                .getFileAttributeView(
                    entry, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
        if (isDirectory) {
          empty(directory, entry);
          directory.deleteDirectory(entry);
        } else {
          directory.deleteFile(entry);
        }
      }
    }
  }
}
