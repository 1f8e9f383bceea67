package dev.stadion.agent.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A directory of the agent's own in which everything for one sandbox is gathered. Only when all of
 * it is there does it move to the sandbox, so a fetch that fails leaves nothing. No task can reach
 * it: what is looked at here does not change before it is used. One thread.
 */
final class Staging implements AutoCloseable {
  private static final Set<PosixFilePermission> PLAIN =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final Path root;
  private final Path tree;
  private int parts;

  private Staging(Path root) {
    this.root = root;
    this.tree = root.resolve("tree");
  }

  /**
   * @param parent on the same file system as the sandboxes
   */
  static Staging create(Path parent) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(parent, ownerOnly);
    var staging = new Staging(Files.createTempDirectory(parent, "task-", ownerOnly));
    Files.createDirectory(staging.tree);
    Files.setPosixFilePermissions(staging.tree, EXECUTABLE);
    return staging;
  }

  /** A fresh name for a file that is on its way. */
  Path part() {
    return root.resolve("part-" + parts++);
  }

  Path tree() {
    return tree;
  }

  /** The file at {@code path}, which must be there and be a regular one without links before it. */
  Path existing(EntryPath path) throws IOException {
    Path at = tree;
    for (String step : path.steps()) {
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        throw new FetchException("'" + path + "' leads through something that is no directory");
      }
      at = at.resolve(step);
    }
    if (!Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)) {
      throw new FetchException("'" + path + "' is not a file of the archive");
    }
    return at;
  }

  /** Moves a finished part to its place. */
  Path adopt(Path part, EntryPath path, boolean executable) throws IOException {
    Path target = vacate(path);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Files.setPosixFilePermissions(target, executable ? EXECUTABLE : PLAIN);
    return target;
  }

  OutputStream create(EntryPath path) throws IOException {
    return Files.newOutputStream(
        vacate(path),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  void directory(EntryPath path) throws IOException {
    Path at = tree;
    for (String step : path.steps()) {
      at = at.resolve(step);
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
          throw new FetchException("'" + path + "' leads through something that is no directory");
        }
        Files.createDirectory(at);
        Files.setPosixFilePermissions(at, EXECUTABLE);
      }
    }
  }

  void symbolicLink(EntryPath path, String target) throws IOException {
    path.checkLink(target);
    Files.createSymbolicLink(vacate(path), Path.of(target));
  }

  void hardLink(EntryPath path, EntryPath target) throws IOException {
    Path file = existing(target);
    if (!path.equals(target)) {
      Files.createLink(vacate(path), file);
    }
  }

  /** Gives a regular file or directory the permissions of {@code mode} that may be given. */
  void permissions(EntryPath path, int mode) throws IOException {
    Path at = tree.resolve(String.join("/", path.steps()));
    boolean directory = Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS);
    int given = (mode & 0777) | (directory ? 0700 : 0600);
    var permissions = PosixFilePermissions.fromString("---------");
    PosixFilePermission[] all = PosixFilePermission.values(); // owner, group, others; r, w, x each
    for (int bit = 0; bit < all.length; bit++) {
      if ((given & (0400 >> bit)) != 0) {
        permissions.add(all[bit]);
      }
    }
    Files.setPosixFilePermissions(at, permissions);
  }

  /** Makes the sandbox's owner the owner of all, and moves it there. */
  void moveTo(Path sandbox) throws IOException {
    PosixFileAttributes wanted = Files.readAttributes(sandbox, PosixFileAttributes.class);
    PosixFileAttributes present = Files.readAttributes(tree, PosixFileAttributes.class);
    if (!wanted.owner().equals(present.owner()) || !wanted.group().equals(present.group())) {
      chown(wanted);
    }
    Placement.move(tree, sandbox);
  }

  @Override
  public void close() throws IOException {
    delete(root);
  }

  /** Removes a directory of the agent's own with all that is in it; follows no link. */
  static void delete(Path directory) throws IOException {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, IOException failure)
                throws IOException {
              Files.delete(done);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (NoSuchFileException e) {
      return; // gone already
    }
  }

  /** The place for {@code path}: its directories are there, and nothing is in its way. */
  private Path vacate(EntryPath path) throws IOException {
    path.checkNotOutput();
    if (path.isRoot()) {
      throw new FetchException("an entry has no name");
    }
    directory(new EntryPath(path.steps().subList(0, path.steps().size() - 1)));
    Path target = tree.resolve(String.join("/", path.steps()));
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FetchException("'" + path + "' is a directory already");
    }
    Files.deleteIfExists(target);
    return target;
  }

  private void chown(PosixFileAttributes owner) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            return visitFile(directory, attributes);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            var view =
                Files.getFileAttributeView(
                    file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            view.setGroup(owner.group());
            view.setOwner(owner.owner());
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
