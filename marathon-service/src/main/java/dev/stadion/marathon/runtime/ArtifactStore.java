package dev.stadion.marathon.runtime;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files that clients keep with us for their tasks to fetch, in a directory that is nobody else's
 * (marathon.md §3.9). A file is there as a whole or not at all, and outlives a crash of the machine
 * once it was kept. Safe for use by many threads.
 */
public final class ArtifactStore {
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_PATH = 1024;
  private static final Duration LONGEST_UPLOAD = Duration.ofDays(1);

  /** Where files are until they are whole; no artifact can have this name. */
  private static final String INCOMING = ".incoming";

  private final Path root;
  private final long largest;
  private final long most;
  private final InstantSource clock;

  /**
   * @param root is made when it is not there
   * @param largest file, in bytes
   * @param most bytes of all files together, as far as one process can see to it
   */
  public ArtifactStore(Path root, long largest, long most, InstantSource clock) {
    this.root = requireNonNull(root, "root").toAbsolutePath().normalize();
    this.largest = largest;
    this.most = most;
    this.clock = requireNonNull(clock, "clock");
  }

  /** What came of keeping a file. */
  public enum Kept {
    /** It is new. */
    CREATED,
    /** It took the place of another one. */
    REPLACED,
    /** It is larger than files may be. */
    TOO_LARGE,
    /** There is no room for it. */
    FULL,
    /** Part of its path is a file, or it is a directory. */
    IN_THE_WAY
  }

  /**
   * A file that is there.
   *
   * @param content to be closed by whoever reads it
   */
  public record Artifact(InputStream content, long length, Instant lastModified) {}

  /** Where {@code text} leads; empty when it leads nowhere, or out of the store. */
  public static Optional<List<String>> path(String text) {
    List<String> names = List.of(text.split("/", -1));
    boolean sound =
        text.length() <= LONGEST_PATH
            && names.stream().allMatch(ArtifactStore::isName)
            && !names.getFirst().equals(INCOMING);
    return sound ? Optional.of(names) : Optional.empty();
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME
        && name.chars().noneMatch(c -> Character.isISOControl(c) || c == '\\' || c == 0xFFFD);
  }

  /**
   * Keeps what {@code content} has.
   *
   * @param path as {@link #path} gives it
   */
  public Kept keep(List<String> path, InputStream content) throws IOException {
    Files.createDirectories(root.resolve(INCOMING));
    forgetLeftovers();
    Path incoming = Files.createTempFile(root.resolve(INCOMING), "artifact", "");
    try {
      long length = copy(content, incoming);
      if (length > largest) {
        return Kept.TOO_LARGE;
      }
      synchronized (this) {
        return take(path, incoming, length);
      }
    } catch (FileAlreadyExistsException | NotDirectoryException e) {
      return Kept.IN_THE_WAY;
    } finally {
      Files.deleteIfExists(incoming);
    }
  }

  /** How much there was, or one more than there may be. */
  private long copy(InputStream content, Path to) throws IOException {
    try (FileChannel file = FileChannel.open(to, StandardOpenOption.WRITE)) {
      OutputStream out = Channels.newOutputStream(file);
      byte[] buffer = new byte[64 * 1024];
      long length = 0;
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        length += n;
        if (length > largest) {
          return length;
        }
        out.write(buffer, 0, n);
      }
      file.force(true);
      return length;
    }
  }

  private Kept take(List<String> path, Path incoming, long length) throws IOException {
    Optional<BasicFileAttributes> before = attributes(path);
    if (before.filter(found -> !found.isRegularFile()).isPresent()) {
      return Kept.IN_THE_WAY;
    }
    long freed = before.map(BasicFileAttributes::size).orElse(0L);
    if (size() - freed + length > most) {
      return Kept.FULL;
    }
    Path target = resolved(path);
    Files.createDirectories(target.getParent());
    Files.move(
        incoming, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    for (Path around = target.getParent(); around.startsWith(root); around = around.getParent()) {
      writtenDown(around);
    }
    return before.isPresent() ? Kept.REPLACED : Kept.CREATED;
  }

  /** A name outlives a crash of the machine when its directory is written. */
  private static void writtenDown(Path directory) throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  /** Of uploads during which the process ended; nobody takes a day for one. */
  private void forgetLeftovers() throws IOException {
    FileTime yesterday = FileTime.from(clock.instant().minus(LONGEST_UPLOAD));
    try (Stream<Path> incoming = Files.list(root.resolve(INCOMING))) {
      for (Path file : incoming.toList()) {
        if (lastModified(file).compareTo(yesterday) < 0) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Of one that is gone meanwhile, the end of time. */
  private static FileTime lastModified(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return FileTime.from(Instant.MAX);
    }
  }

  private long size() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(file -> !file.startsWith(root.resolve(INCOMING)))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  /** Empty when there is no such file. */
  public Optional<Artifact> read(List<String> path) throws IOException {
    Optional<BasicFileAttributes> found =
        attributes(path).filter(BasicFileAttributes::isRegularFile);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      var channel =
          Files.newByteChannel(
              resolved(path), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
      return Optional.of(
          new Artifact(
              Channels.newInputStream(channel),
              channel.size(),
              found.get().lastModifiedTime().toInstant()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Afterwards there is no such file, and no directory that has nothing but been around it. */
  public synchronized void delete(List<String> path) throws IOException {
    if (attributes(path).filter(BasicFileAttributes::isRegularFile).isEmpty()) {
      return;
    }
    Path gone = resolved(path);
    Files.deleteIfExists(gone);
    for (Path around = gone.getParent();
        !around.equals(root) && isEmpty(around);
        around = around.getParent()) {
      Files.deleteIfExists(around);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> inside = Files.list(directory)) {
      return inside.findAny().isEmpty();
    }
  }

  private Path resolved(List<String> path) {
    return root.resolve(String.join("/", path));
  }

  /** Of what is there, or of the link on the way to it: whatever that leads to is not ours. */
  private Optional<BasicFileAttributes> attributes(List<String> path) throws IOException {
    Path at = root;
    Optional<BasicFileAttributes> found = Optional.empty();
    for (String name : path) {
      at = at.resolve(name);
      try {
        found =
            Optional.of(
                Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
      if (found.get().isSymbolicLink()) {
        return found;
      }
    }
    return found;
  }
}
