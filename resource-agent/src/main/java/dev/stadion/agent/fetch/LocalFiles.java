package dev.stadion.agent.fetch;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.List;
import java.util.Set;

/**
 * Files of this machine that tasks may have copies of.
 *
 * @param roots below which they must be; links are not followed, so none leads out of them
 */
record LocalFiles(List<Path> roots) {

  /** What is done with an open file. */
  interface Use {
    void with(SeekableByteChannel file) throws IOException;
  }

  void read(Path path, Use use) throws IOException {
    if (roots.isEmpty()) {
      throw new FetchException(
          "files of the agent are not given away: fetcher.localRoots is empty");
    }
    Path root =
        roots.stream()
            .filter(candidate -> path.startsWith(candidate) && !path.equals(candidate))
            .findFirst()
            .orElseThrow(() ->
                new FetchException("it is below none of the directories of fetcher.localRoots"));
    try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
      if (!(top instanceof SecureDirectoryStream<Path> secure)) {
        throw new FetchException("the file system of " + root + " cannot be walked safely");
      }
      descend(secure, root.relativize(path), use);
    } catch (NoSuchFileException e) {
      throw new FetchException("there is no such file", e);
    }
  }

  private static void descend(SecureDirectoryStream<Path> directory, Path rest, Use use)
      throws IOException {
    Path name = rest.getName(0);
    var attributes =
        directory
            .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes();
    if (rest.getNameCount() > 1) {
      if (!attributes.isDirectory()) {
        throw new FetchException("its path leads through something that is no directory");
      }
      try (SecureDirectoryStream<Path> below =
          directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        descend(below, rest.subpath(1, rest.getNameCount()), use);
      }
      return;
    }
    if (!attributes.isRegularFile()) {
      throw new FetchException("it is not a regular file");
    }
    try (SeekableByteChannel file =
        directory.newByteChannel(
            name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      use.with(file);
    }
  }
}
