package dev.stadion.agent.sandbox;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks into sandboxes for people who may not look elsewhere (promises.md §7.7). A path is walked
 * from the root one open directory at a time and no link is ever followed, so that a task which
 * swaps a directory for a link gains nothing. The one link there is, {@code latest}, is read and
 * must name a sibling. The secrets of a container are not shown, whoever asks.
 */
public final class SandboxFiles {
  private static final String LATEST = "latest";
  private static final int RUNS_DEPTH = 6; // <agent>/frameworks/<f>/executors/<e>/runs/<c>

  private final Path root;

  /**
   * @param root the directory of all sandboxes; absolute
   */
  public SandboxFiles(Path root) {
    this.root = root;
  }

  /** One entry of a directory. */
  public record Entry(Path path, PosixFileAttributes attributes) {}

  /** Something that is done with an open file. */
  @FunctionalInterface
  public interface Use<T> {
    T with(SeekableByteChannel file) throws IOException;
  }

  /**
   * The entries of a directory, by name; a file has none (mesos-v1.md §12.3).
   *
   * @throws NoSuchFileException when there is no such directory or file among the sandboxes
   */
  public List<Entry> list(String path) throws IOException {
    List<String> names = names(path);
    if (isFile(names)) {
      return List.of();
    }
    return walk(
        names,
        names.size(),
        directory -> {
          var entries = new ArrayList<Entry>();
          for (Path found : directory) {
            if (isSecret(names.size(), found.getFileName().toString())) {
              continue;
            }
            attributes(directory, found.getFileName())
                .ifPresent(attributes ->
                    entries.add(new Entry(Path.of(path).resolve(found.getFileName()), attributes)));
          }
          entries.sort(Comparator.comparing(Entry::path));
          return entries;
        });
  }

  private boolean isFile(List<String> names) throws IOException {
    return !names.isEmpty()
        && walk(
            names,
            names.size() - 1,
            directory ->
                attributes(directory, Path.of(names.getLast()))
                    .filter(found -> found.isRegularFile() || found.isOther())
                    .isPresent());
  }

  /** Whether a name at this depth is that of a folder of secrets: above containers it is not. */
  private static boolean isSecret(int depth, String name) {
    return depth > RUNS_DEPTH && name.equals(Sandbox.SECRETS);
  }

  /**
   * Opens a regular file for reading while {@code use} runs.
   *
   * @throws NoSuchFileException when there is no such file among the sandboxes
   * @throws NotAFileException when it is a directory, a link, or something else that is no file
   */
  public <T> T read(String path, Use<T> use) throws IOException {
    List<String> names = names(path);
    if (names.isEmpty()) {
      throw new NotAFileException(path);
    }
    Path name = Path.of(names.getLast());
    return walk(
        names,
        names.size() - 1,
        directory -> {
          PosixFileAttributes attributes =
              attributes(directory, name).orElseThrow(() -> new NoSuchFileException(path));
          if (!attributes.isRegularFile()) {
            throw new NotAFileException(path);
          }
          try (SeekableByteChannel file = open(directory, name)) {
            return use.with(file);
          }
        });
  }

  /**
   * The task may have put a pipe in the file's place since it was looked at. To open a pipe for
   * reading alone waits until somebody writes, perhaps for ever; for both it never waits, and its
   * size of 0 keeps it from being read. A program that runs cannot be opened for both, nor can a
   * file that is not ours to write; these are no pipes.
   */
  private static SeekableByteChannel open(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    try {
      return directory.newByteChannel(
          name,
          Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      return directory.newByteChannel(
          name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }
  }

  /** What was named is there, but cannot be read as a file. */
  public static final class NotAFileException extends IOException {
    private static final long serialVersionUID = 1L;

    NotAFileException(String path) {
      super(path + " is not a file");
    }
  }

  private interface InDirectory<T> {
    T apply(SecureDirectoryStream<Path> directory) throws IOException;
  }

  private <T> T walk(List<String> names, int depth, InDirectory<T> work) throws IOException {
    try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
      return descend(secure(top), names, 0, depth, work);
    } catch (NotDirectoryException e) {
      throw missing(e.getFile());
    }
  }

  private <T> T descend(
      SecureDirectoryStream<Path> directory,
      List<String> names,
      int at,
      int depth,
      InDirectory<T> work)
      throws IOException {
    if (at == depth) {
      return work.apply(directory);
    }
    Path name = Path.of(at == RUNS_DEPTH ? run(names) : names.get(at));
    if (!attributes(directory, name).map(PosixFileAttributes::isDirectory).orElse(false)) {
      throw missing(name.toString());
    }
    try (SecureDirectoryStream<Path> next =
        directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      return descend(next, names, at + 1, depth, work);
    }
  }

  /** The container that {@code latest} means. */
  private String run(List<String> names) throws IOException {
    String name = names.get(RUNS_DEPTH);
    if (!name.equals(LATEST)) {
      return name;
    }
    Path link = root;
    for (String step : names.subList(0, RUNS_DEPTH)) {
      link = link.resolve(step);
    }
    link = link.resolve(LATEST);
    if (!Files.isSymbolicLink(link)) {
      throw missing(link.toString());
    }
    Path target = Files.readSymbolicLink(link);
    if (target.isAbsolute() || target.getNameCount() != 1 || target.toString().equals("..")) {
      throw missing(link.toString());
    }
    return target.toString();
  }

  /** The steps below the root, none of which leads anywhere else. */
  private List<String> names(String path) throws NoSuchFileException {
    Path asked;
    try {
      asked = Path.of(path);
    } catch (InvalidPathException e) {
      throw missing(path);
    }
    if (!asked.startsWith(root)) { // step by step, not letter by letter
      throw missing(path);
    }
    var names = new ArrayList<String>();
    for (Path step : asked.subpath(0, asked.getNameCount())) {
      String name = step.toString();
      if (name.equals("..")) {
        throw missing(path);
      }
      if (!name.equals(".")) {
        names.add(name);
      }
    }
    List<String> below = names.subList(root.getNameCount(), names.size());
    for (int depth = 0; depth < below.size(); depth++) {
      if (isSecret(depth, below.get(depth))) {
        throw missing(path);
      }
    }
    return below;
  }

  private static Optional<PosixFileAttributes> attributes(
      SecureDirectoryStream<Path> directory, Path name) throws IOException {
    try {
      return Optional.of(
          directory
              .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static NoSuchFileException missing(String path) {
    return new NoSuchFileException(path);
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new IllegalStateException("this file system cannot be walked safely");
  }
}
