package dev.stadion.offerclient;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stadion.scheduling.id.FrameworkId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One id in one file: written beside it, synced, and moved over it, directory synced too. */
final class FrameworkIdFile implements FrameworkIdStore {
  private final Path file;

  FrameworkIdFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  @Override
  public Optional<FrameworkId> load() {
    try {
      String text = Files.readString(file).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(new FrameworkId(text));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new UncheckedIOException(new IOException(file + " holds no framework id", e));
    }
  }

  @Override
  public void save(FrameworkId framework) {
    try {
      Files.createDirectories(file.getParent());
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      try (var out =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer text = UTF_8.encode(framework.value() + "\n");
        while (text.hasRemaining()) {
          out.write(text);
        }
        out.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void clear() {
    try {
      if (Files.deleteIfExists(file)) {
        syncDirectory();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Or the new name might not survive a crash of the machine. */
  private void syncDirectory() throws IOException {
    try (var directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
