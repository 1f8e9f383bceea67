package dev.stadion.agent.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that the next task may want, too: by user and address, never asked for again, the longest
 * unused ones removed first when room is needed (mesos-v1.md §9.5). It starts empty with each start
 * of the agent. Several who want one file at a time share one download. Thread-safe.
 */
final class FetchCache {
  private static final Logger LOG = LoggerFactory.getLogger(FetchCache.class);

  private final Path directory;
  private final long capacity;
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long used;
  private long names;

  record Key(String user, String uri) {}

  /** How a file comes into being. */
  interface Download {
    /** Writes {@code target}, and answers under which name the file is known. */
    String to(Path target) throws IOException;
  }

  /** A file that stays where it is until this is closed. */
  interface Lease extends AutoCloseable {
    Path file();

    String name();

    @Override
    void close();
  }

  private static final class Entry {
    private final Path file;
    private final CompletableFuture<String> name = new CompletableFuture<>();
    private int users;
    private long size;

    Entry(Path file) {
      this.file = file;
    }
  }

  /**
   * @param directory of the agent's own; emptied
   * @param capacity bytes
   */
  FetchCache(Path directory, long capacity) throws IOException {
    this.directory = directory;
    this.capacity = capacity;
    Staging.delete(directory);
    Files.createDirectories(directory);
  }

  /**
   * The file from the cache, after downloading it into the cache if need be. Empty when the cache
   * is of no help: it is too small, or somebody else's download of the same file failed.
   *
   * @throws IOException when the download failed
   */
  Optional<Lease> get(Key key, Download download) throws IOException {
    Entry entry;
    boolean mine;
    synchronized (this) {
      Entry known = entries.get(key);
      mine = known == null;
      entry = mine ? new Entry(directory.resolve("file-" + names++)) : known;
      entry.users++;
      entries.put(key, entry);
    }
    try {
      String name = mine ? fill(key, entry, download) : await(entry);
      return Optional.of(lease(key, entry, name));
    } catch (IOException e) {
      release(key, entry);
      throw e;
    } catch (ExecutionException e) {
      LOG.debug("the cache does not help with {}: {}", Shown.uri(key.uri()), e.getCause());
      release(key, entry);
      return Optional.empty();
    }
  }

  synchronized long usedBytes() {
    return used;
  }

  long capacity() {
    return capacity;
  }

  private String fill(Key key, Entry entry, Download download) throws IOException {
    try {
      String name = download.to(entry.file);
      keep(key, entry, Files.size(entry.file));
      entry.name.complete(name);
      return name;
    } catch (IOException | RuntimeException e) {
      forget(key, entry);
      entry.name.completeExceptionally(e);
      throw e;
    }
  }

  private static String await(Entry entry) throws ExecutionException, FetchException {
    try {
      return entry.name.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("it is not wanted any more", e);
    }
  }

  /** What does not fit is used by those who have it now, and then removed. */
  private synchronized void keep(Key key, Entry entry, long size) {
    var candidates = entries.entrySet().iterator();
    while (used + size > capacity && size <= capacity && candidates.hasNext()) {
      Entry oldest = candidates.next().getValue();
      if (oldest.users == 0) {
        candidates.remove();
        used -= oldest.size;
        delete(oldest);
      }
    }
    if (used + size > capacity) {
      entries.remove(key, entry);
    } else {
      entry.size = size;
      used += size;
    }
  }

  private Lease lease(Key key, Entry entry, String name) {
    return new Lease() {
      @Override
      public Path file() {
        return entry.file;
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public void close() {
        release(key, entry);
      }
    };
  }

  private synchronized void release(Key key, Entry entry) {
    entry.users--;
    if (entry.users == 0 && entries.get(key) != entry) {
      delete(entry);
    }
  }

  private synchronized void forget(Key key, Entry entry) {
    entries.remove(key, entry);
  }

  private static void delete(Entry entry) {
    try {
      Files.deleteIfExists(entry.file);
    } catch (IOException e) {
      LOG.warn("{} cannot be removed from the cache: {}", entry.file, e.toString());
    }
  }
}
