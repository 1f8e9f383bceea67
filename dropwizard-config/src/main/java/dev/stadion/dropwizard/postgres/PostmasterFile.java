package dev.stadion.dropwizard.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a running server says about itself in {@code postmaster.pid}.
 *
 * @param ready whether it accepts connections
 */
record PostmasterFile(long pid, boolean ready) {
  private static final int STATUS_LINE = 7;

  static Optional<PostmasterFile> read(Path data) throws IOException {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
      return Optional.of(new PostmasterFile(Long.parseLong(lines.getFirst().strip()), ready));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * The process, if it is alive and really the server of this directory: a number that was given to
   * another process meanwhile must not be signalled.
   */
  Optional<ProcessHandle> serverOf(Path data) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(alive -> serves(data));
  }

  private boolean serves(Path data) {
    try {
      byte[] raw = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      List<String> words = List.of(new String(raw, StandardCharsets.UTF_8).split("\0"));
      return words.getFirst().endsWith("postgres") && words.contains(data.toString());
    } catch (IOException e) {
      return false;
    }
  }
}
