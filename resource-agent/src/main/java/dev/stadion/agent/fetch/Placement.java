package dev.stadion.agent.fetch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Moves a tree of files into a sandbox in which somebody may already be at work. Both sides are
 * walked one open directory at a time and no link is followed, so that a directory which turns into
 * a link meanwhile leads nowhere.
 */
final class Placement {
  private Placement() {}

  /** Moves the contents of {@code from}; files that are in the way are replaced. */
  static void move(Path from, Path sandbox) throws IOException {
    try (DirectoryStream<Path> source = Files.newDirectoryStream(from);
        DirectoryStream<Path> target = Files.newDirectoryStream(sandbox)) {
      move(secure(source), secure(target));
    }
  }

  private static void move(SecureDirectoryStream<Path> from, SecureDirectoryStream<Path> to)
      throws IOException {
    var names = new ArrayList<Path>();
    from.forEach(entry -> names.add(entry.getFileName()));
    for (Path name : names) {
      boolean directory = attributes(from, name).orElseThrow().isDirectory();
      Optional<BasicFileAttributes> inTheWay = attributes(to, name);
      if (directory && inTheWay.map(BasicFileAttributes::isDirectory).orElse(false)) {
        try (SecureDirectoryStream<Path> below =
                from.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
            SecureDirectoryStream<Path> there =
                to.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
          move(below, there);
        }
      } else {
        if (directory && inTheWay.isPresent()) {
          to.deleteFile(name);
        }
        from.move(name, to, name);
      }
    }
  }

  private static Optional<BasicFileAttributes> attributes(
      SecureDirectoryStream<Path> directory, Path name) throws IOException {
    try {
      return Optional.of(
          directory
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new IllegalStateException("this file system cannot be walked safely");
  }
}
