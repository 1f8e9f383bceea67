package dev.stadion.stories;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The archive the build made, unpacked once for all stories into a path with a blank. The JVMs of
 * the stories share it, and with it the archive of loaded classes that its first suite leaves.
 */
final class Distribution {
  private static final Path HOME = unpack();

  private Distribution() {}

  /** The unpacked directory: {@code bin}, {@code lib}, {@code conf}. */
  static Path home() {
    return HOME;
  }

  /** A command line that starts {@code bin/stadion} with the JDK of this test. */
  static ProcessBuilder stadion(List<String> arguments) {
    List<String> command =
        Stream.concat(Stream.of(HOME.resolve("bin/stadion").toString()), arguments.stream())
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("STADION_JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  private static Path unpack() {
    try {
      Path archive = Path.of(System.getProperty("stadion.distribution"));
      Path parent = Path.of("target", "stadion of the stories").toAbsolutePath();
      Files.createDirectories(parent);
      try (var channel = FileChannel.open(parent.resolve("lock"), CREATE, WRITE);
          var lock = channel.lock()) {
        Path home = parent.resolve(Long.toString(Files.getLastModifiedTime(archive).toMillis()));
        if (lock.isValid() && !Files.exists(home)) {
          unpack(archive, parent, home);
        }
        return home;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while unpacking", e);
    }
  }

  /** Takes away what earlier builds left; what is there under its name is whole. */
  private static void unpack(Path archive, Path parent, Path home)
      throws IOException, InterruptedException {
    try (Stream<Path> earlier = Files.list(parent)) {
      earlier.filter(Files::isDirectory).forEach(Trees::delete);
    }
    Path unfinished = Files.createDirectory(parent.resolve("unfinished"));
    Process tar =
        new ProcessBuilder(
                "tar", "xzf", archive.toString(), "-C", unfinished.toString(), "--strip=1")
            .inheritIO()
            .start();
    if (!tar.waitFor(60, TimeUnit.SECONDS) || tar.exitValue() != 0) {
      tar.destroyForcibly();
      throw new IllegalStateException("cannot unpack " + archive);
    }
    Files.move(unfinished, home);
  }
}
