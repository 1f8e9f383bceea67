package dev.stadion.offerclient;

import dev.stadion.scheduling.id.FrameworkId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Remembers who a framework is from one life of its process to the next. The tasks belong to the
 * id, so it is stored before the first event is told, and a subscription whose id cannot be stored
 * is given up.
 *
 * <p>Called by one thread at a time. Failures are {@link java.io.UncheckedIOException}s: {@code
 * load} makes building the client fail, {@code save} ends the attempt to subscribe.
 */
public interface FrameworkIdStore {
  /** Remembers nothing: each life is a new framework, or the id is given by other means. */
  FrameworkIdStore NONE =
      new FrameworkIdStore() {
        @Override
        public Optional<FrameworkId> load() {
          return Optional.empty();
        }

        @Override
        public void save(FrameworkId framework) {}

        @Override
        public void clear() {}
      };

  /** Empty before the first subscription ever, and after {@link #clear}. */
  Optional<FrameworkId> load();

  /** Returns when it would survive a crash. */
  void save(FrameworkId framework);

  /** The framework was torn down: its id can never subscribe again. */
  void clear();

  /** In a file of its own, replaced as a whole and synced. */
  static FrameworkIdStore inFile(Path file) {
    return new FrameworkIdFile(file);
  }
}
