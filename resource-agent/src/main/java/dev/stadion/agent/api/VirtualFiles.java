package dev.stadion.agent.api;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.runtime.RunningAgent;
import dev.stadion.agent.sandbox.SandboxFiles;
import dev.stadion.dropwizard.stream.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files an agent shows, by virtual path (mesos-v1.md §8.4, §12.3): whole host paths of
 * sandboxes, {@code /frameworks/<f>/executors/<e>/runs/latest} as short for them under this agent's
 * id, and {@code /slave/log}.
 */
final class VirtualFiles {
  static final int LONGEST_READ = 16 * 64 * 1024;
  private static final String LOG = "/slave/log";
  private static final Path SHORT = Path.of("/frameworks");

  private final Path root;
  private final SandboxFiles files;
  private final RunningAgent running;

  /**
   * @param root the directory of all sandboxes; absolute
   */
  VirtualFiles(Path root, RunningAgent running) {
    this.root = requireNonNull(root, "root");
    this.files = new SandboxFiles(root);
    this.running = requireNonNull(running, "running");
  }

  /**
   * A piece of a file.
   *
   * @param data read-only, ready to be read
   * @param size of the whole file
   */
  record Piece(ByteBuffer data, long size) {}

  List<SandboxFiles.Entry> list(String path) throws Refusal {
    if (path.equals(LOG)) {
      with(VirtualFiles::log);
      return List.of(); // it is a file
    }
    return with(() -> files.list(full(path)));
  }

  /** What to do with an open file. */
  <T> T read(String path, SandboxFiles.Use<T> use) throws Refusal {
    if (path.equals(LOG)) {
      return with(() -> {
        try (SeekableByteChannel file = Files.newByteChannel(log())) {
          return use.with(file);
        }
      });
    }
    return with(() -> files.read(full(path), use));
  }

  /**
   * At most {@link #LONGEST_READ} bytes.
   *
   * @param offset behind the end is no mistake: there is nothing
   * @param length negative for as much as there may be
   */
  Piece piece(String path, long offset, long length) throws Refusal {
    return read(
        path,
        file -> {
          long size = file.size();
          long wanted = length < 0 ? LONGEST_READ : Math.min(length, LONGEST_READ);
          long left = Math.max(0, size - Math.max(0, offset));
          var buffer = ByteBuffer.allocate((int) Math.min(wanted, left));
          file.position(Math.clamp(offset, 0, size));
          int n = 0;
          while (n >= 0 && buffer.hasRemaining()) {
            n = file.read(buffer);
          }
          return new Piece(buffer.flip().asReadOnlyBuffer(), size);
        });
  }

  /**
   * Virtual paths and what they stand for. Every sandbox that is still there has three, as tools
   * look for one that ends like the sandbox they want.
   */
  Map<String, String> all() {
    var all = new TreeMap<String, String>();
    AgentLog.file().ifPresent(file -> all.put(LOG, file.toString()));
    all.put(root.toString(), root.toString());
    id().ifPresent(id -> {
      all.put(SHORT.toString(), root.resolve(id) + "/frameworks");
      running
          .agent()
          .ifPresent(agent -> {
            // The newest come last, so that "latest" stays theirs.
            Sandboxes.of(agent)
                .filter(Files::isDirectory)
                .forEach(sandbox -> {
                  Path latest = sandbox.resolveSibling("latest");
                  all.put(sandbox.toString(), sandbox.toString());
                  all.put(latest.toString(), sandbox.toString());
                  all.put("/" + root.resolve(id).relativize(latest), sandbox.toString());
                });
          });
    });
    return all;
  }

  private interface Work<T> {
    T run() throws IOException, Refusal;
  }

  private static <T> T with(Work<T> work) throws Refusal {
    try {
      return work.run();
    } catch (NoSuchFileException e) {
      throw new Refusal(404, "there is no such file or directory in a sandbox");
    } catch (SandboxFiles.NotAFileException e) {
      throw new Refusal(400, "cannot read what is not a regular file");
    } catch (IOException e) {
      throw new Refusal(404, "it cannot be read");
    }
  }

  private static Path log() throws NoSuchFileException {
    return AgentLog.file().orElseThrow(() -> new NoSuchFileException(LOG));
  }

  private String full(String path) throws Refusal {
    try {
      if (!Path.of(path).startsWith(SHORT)) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new Refusal(404, "there is no such file or directory in a sandbox");
    }
    return root + "/" + id().orElseThrow(() -> new Refusal(404, "not registered yet")) + path;
  }

  private Optional<String> id() {
    return running.agent().flatMap(agent -> agent.state().id()).map(id -> id.value());
  }
}
