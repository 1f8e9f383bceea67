package dev.stadion.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The archive the build made, unpacked once for all stories into a path with a blank. */
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
      Path parent = Files.createTempDirectory("stadion stories ");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> Trees.delete(parent)));
      Path archive = Path.of(System.getProperty("stadion.distribution"));
      Process tar =
          new ProcessBuilder("tar", "xzf", archive.toString(), "-C", parent.toString())
              .inheritIO()
              .start();
      if (!tar.waitFor(60, TimeUnit.SECONDS) || tar.exitValue() != 0) {
        tar.destroyForcibly();
        throw new IllegalStateException("cannot unpack " + archive);
      }
      try (Stream<Path> children = Files.list(parent)) {
        return children.findFirst().orElseThrow();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while unpacking", e);
    }
  }
}
