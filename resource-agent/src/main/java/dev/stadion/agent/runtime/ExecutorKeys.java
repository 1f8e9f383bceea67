package dev.stadion.agent.runtime;

import dev.stadion.agent.executor.ExecutorTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.random.RandomGenerator;

/**
 * The key behind executors' tokens: made once, so that tokens outlive the agent that issued them.
 */
final class ExecutorKeys {
  private static final int KEY_BYTES = 32;

  private ExecutorKeys() {}

  /**
   * @param file where the key is kept, readable by nobody else
   * @param random unguessable
   */
  static ExecutorTokens tokens(Path file, RandomGenerator random) throws IOException {
    if (!Files.exists(file)) {
      byte[] key = new byte[KEY_BYTES];
      random.nextBytes(key);
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(fresh, key, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return new ExecutorTokens(Files.readAllBytes(file));
  }
}
