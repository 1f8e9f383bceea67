package dev.stadion.agent.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a task's own log how its fetch goes; a log that cannot be written stops nothing. */
final class Progress {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

  /** Tells nobody. */
  static final Progress NONE = new Progress(Optional.empty());

  private final Optional<Path> log;

  private Progress(Optional<Path> log) {
    this.log = log;
  }

  /**
   * @param log an existing file
   */
  static Progress to(Path log) {
    return new Progress(Optional.of(log));
  }

  void say(String line) {
    log.ifPresent(file -> append(file, line));
  }

  private static void append(Path log, String line) {
    try (var file =
        Files.newByteChannel(
            log,
            Set.of(
                StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS))) {
      var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        int written = file.write(bytes);
        LOG.trace("{} bytes of progress written", written);
      }
    } catch (IOException e) {
      LOG.debug("no progress can be written to {}: {}", log, e.toString());
    }
  }
}
