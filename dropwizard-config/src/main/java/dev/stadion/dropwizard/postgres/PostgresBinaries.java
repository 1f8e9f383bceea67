package dev.stadion.dropwizard.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.tukaani.xz.XZInputStream;

/** Unpacks the server's programs from the archive on the class path, once per directory. */
final class PostgresBinaries {
  private static final long UNPACK_SECONDS = 120;

  private PostgresBinaries() {}

  /**
   * Answers the directory with {@code bin}, {@code lib} and {@code share}. Unpacks into a temporary
   * directory and renames it, so that a process that dies half-way leaves nothing that looks whole.
   */
  static Path unpackInto(Path parent) throws IOException {
    Path home = parent.resolve("server");
    if (Files.isExecutable(home.resolve("bin").resolve("postgres"))) {
      return home;
    }
    Files.createDirectories(parent);
    Path unfinished = Files.createTempDirectory(parent, "unpacking-");
    try (InputStream archive = open()) {
      unpack(archive, unfinished);
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException
        | DirectoryNotEmptyException
        | AtomicMoveNotSupportedException e) {
      if (!Files.isExecutable(home.resolve("bin").resolve("postgres"))) {
        throw e;
      }
      // Another process was faster.
    } finally {
      Trees.delete(unfinished);
    }
    return home;
  }

  private static InputStream open() throws IOException {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String name =
        switch (machine) {
          case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
          case "aarch64" -> "postgres-linux-arm_64.txz";
          default -> "postgres-linux-" + machine + ".txz";
        };
    InputStream archive = PostgresBinaries.class.getResourceAsStream("/" + name);
    if (archive == null) {
      throw new IOException(
          "there is no embedded PostgreSQL for this kind of machine ("
              + machine
              + "); install a server and name it with STADION_DATABASE_URL");
    }
    return archive;
  }

  private static void unpack(InputStream archive, Path into) throws IOException {
    Process tar =
        new ProcessBuilder(List.of("tar", "-x", "-f", "-", "-C", into.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream in = tar.getOutputStream();
        XZInputStream unpacked = new XZInputStream(archive)) {
      unpacked.transferTo(in);
    }
    try {
      if (!tar.waitFor(UNPACK_SECONDS, TimeUnit.SECONDS) || tar.exitValue() != 0) {
        tar.destroyForcibly();
        throw new IOException("tar could not unpack PostgreSQL into " + into);
      }
    } catch (InterruptedException e) {
      tar.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while unpacking PostgreSQL", e);
    }
  }
}
